"""What others ask of waybills: by any number, as the order they came from, as labels; of one's own account only."""

import msgspec

from galeon.intake.acts import Placed, place
from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import NOW, Company, order
from galeon.waybills.acts import NewNumber, renumber
from galeon.waybills.label import label_pdf
from galeon.waybills.orders import Address, Order, OrderParcel, Taxes
from galeon.waybills.reads import facts, labels, orders, timeline

SHIPPER = Address(name="林晓", country="CN", street=("宝安区福永街道", "88号"), city="Shenzhen", company="Lumen")


def booked(company: Company, made: Order) -> Placed:
    (answer,) = place(company.merchant, [made], source="api", at=NOW)
    assert isinstance(answer, Placed), answer
    return answer


def test_any_number_finds_the_waybill_and_a_strangers_finds_nothing(company: Company) -> None:
    account_id, answer = company.merchant.account_id, booked(company, order("SO 77-1"))
    number = NewNumber(account_id=account_id, waybill_id=answer.waybill_id, number="1Z 999 AA1", carrier="ups")
    renumber([number], NOW)
    asked = [answer.number.lower(), "so77-1", "1z999aa1", "NONE", "a\x00b", "", "x" * 500]
    with customer(account_id):
        found = facts(account_id, asked)
    assert [f and f.id for f in found] == [answer.waybill_id] * 3 + [None] * 4
    assert found[0] is not None
    assert (found[0].displayed_number, found[0].carrier_number, found[0].carrier) == ("1Z 999 AA1", "1Z999AA1", "ups")
    with customer(company.open_merchant("OTHER").account_id):
        assert facts(account_id, asked) == [None] * 7


def test_a_waybill_gives_back_the_order_it_came_from(company: Company) -> None:
    made = order(
        shipper=SHIPPER, taxes=Taxes(ioss="IM3720000017"), parcels=(OrderParcel(700, 10, 20, 30), OrderParcel(800))
    )
    answer = booked(company, made)
    with customer(company.merchant.account_id):
        assert orders(company.merchant.account_id, [answer.waybill_id]) == {answer.waybill_id: made}


def test_a_waybill_of_two_pieces_has_two_labels_with_its_sender_and_its_port(company: Company) -> None:
    account_id = company.merchant.account_id
    answer = booked(company, order(shipper=SHIPPER, parcels=(OrderParcel(700), OrderParcel(800))))
    with customer(account_id):
        first, second = labels([(account_id, answer.waybill_id)])
    assert (first.number, first.piece, first.pieces, first.weight_g) == (answer.number, 1, 2, 700)
    assert (second.piece, second.weight_g, second.items) == (2, 800, ())
    assert (first.hub, first.sender.name, first.sender.lines) == ("LAX", "林晓", ("宝安区福永街道", "88号"))
    assert first.items[0].value_minor == 3_800
    pdf = label_pdf([first, second])
    assert isinstance(pdf, bytes)
    assert pdf.startswith(b"%PDF")


def test_without_a_shipper_the_house_sends(company: Company) -> None:
    account_id = company.merchant.account_id
    answer = booked(company, order(consignee=msgspec.structs.replace(order().consignee, house_number="12 B")))
    with customer(account_id):
        (label,) = labels([(account_id, answer.waybill_id)])
    assert (label.sender.name, label.sender.city, label.company) == ("Galeón", "Shenzhen", "Galeón")
    assert label.recipient.lines == ("500 S Hill St 12 B",)


def test_the_timeline_tells_a_site_by_its_city(company: Company) -> None:
    from galeon.waybills.acts import Scan, record

    account_id, answer = company.merchant.account_id, booked(company, order())
    record([
        Scan(account_id=account_id, waybill_id=answer.waybill_id, code="weigh_in", source="station", occurred_at=NOW,
             place="SZX1", parcel_no=1)
    ])  # fmt: skip
    with customer(account_id):
        told = timeline(account_id, answer.waybill_id)
    assert sorted((t.code, t.place, t.country) for t in told) == [("book", "", ""), ("weigh_in", "Shenzhen", "CN")]
