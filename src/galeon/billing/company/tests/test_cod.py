"""Cash on delivery: collected once, owed at once, paid over by two people, once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from galeon.billing import reads
from galeon.billing.company import cod
from galeon.billing.company.cod_jobs import gather
from galeon.billing.company.cod_terms import Collected, NewCollection, NewReceipt, Terms
from galeon.billing.company.models_cod import CodCollection, CodReceipt, CodRemittance, CodRemitted
from galeon.billing.costs.tests.bills import supplier
from galeon.billing.models import Charge, Payment
from galeon.billing.tests.books import NOON, assert_books_agree, money, sql
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.linehaul.tests.floor import booked
from galeon.ops.tests.company import Company
from galeon.parties.models import AccountStop
from galeon.tariffs.acts_dated import set_rate
from galeon.waybills.models import Waybill
from galeon.waybills.orders import Asked
from galeon.web.tests.people import person

LATER = NOON + timedelta(days=30)


def book(code: str, currency: str = "CNY") -> int:
    """What stands in an account of the book, debit above zero."""
    ((amount,),) = sql(
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM posting WHERE book = %s AND currency = %s", code, currency
    )
    return int(str(amount))


def new(waybill: str, amount_minor: int = 19_900, **changes: object) -> NewCollection:
    """199.00 collected by UPS."""
    made = NewCollection(waybill=waybill, amount_minor=amount_minor, currency="CNY", collected_at=NOON, source=f"file:{waybill}",
                         supplier="UPS")  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def collected(*collections: NewCollection) -> list[Collected]:
    """They stand."""
    answers = cod.collect(collections, 7)
    assert all(isinstance(a, Collected) for a in answers), answers
    return [a for a in answers if isinstance(a, Collected)]


def proposed(until: datetime = LATER) -> tuple[int, int]:
    """The one remittance there is to make."""
    (found,) = cod.propose(until, LATER)
    return found


def two() -> tuple[int, int]:
    """Two of our finance."""
    return person("marta@galeon.example", "finance").pk, person("ines@galeon.example", "admin").pk


def code(answer: object) -> str:
    """Why it was refused."""
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_what_a_carrier_collects_is_owed_by_it_and_to_the_merchant_at_once(company: Company) -> None:
    supplier("UPS", carrier="ups")
    (one,) = booked(company, "SO-1")
    assert [c.existing for c in collected(new("SO-1"), new(one.number, source="other"))] == [False, True]
    assert [c.existing for c in collected(new("SO-1"))] == [True]
    assert (book("cod_in_transit"), book("cod_payable")) == (19_900, -19_900)
    assert CodCollection.objects.count() == 1
    assert money(company.merchant).posted_minor == 0


@pytest.mark.parametrize(
    ("changes", "refused"),
    [({"waybill": "NOBODY"}, "waybill_unknown"), ({"supplier": "X"}, "supplier_unknown"), ({"amount_minor": 0}, "amount"),
     ({"currency": "yuan"}, "currency_unknown"), ({"source": ""}, "source"), ({"collected_at": datetime(2999, 1, 1, tzinfo=UTC)}, "collected_later")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_owed(company: Company, changes: dict, refused: str) -> None:
    supplier("UPS")
    booked(company, "SO-1")
    (answer,) = cod.collect([msgspec.structs.replace(new("SO-1"), **changes)], 7)
    assert code(answer) == refused
    assert not CodCollection.objects.exists()
    assert book("cod_payable") == 0


def test_another_amount_for_the_same_parcel_is_a_clash_until_the_first_is_taken_back(company: Company) -> None:
    supplier("UPS")
    booked(company, "SO-1")
    (first,) = collected(new("SO-1"))
    (clash,) = cod.collect([new("SO-1", 18_900, source="list 2")], 7)
    assert code(clash) == "cod_clash"
    for existing in (False, True):
        undone = cod.take_back(first.account_id, first.collection_id, by=7)
        assert isinstance(undone, Collected) and undone.existing is existing
    collected(new("SO-1", 18_900, source="list 2"))
    assert (book("cod_in_transit"), book("cod_payable")) == (18_900, -18_900)
    account_id, remittance_id = proposed()
    assert CodRemittance.objects.get(account_id=account_id, id=remittance_id).amount_minor == 18_900


def test_a_delivered_order_with_cash_on_delivery_is_written_down_by_itself_once(company: Company) -> None:
    supplier("UPS", carrier="ups")
    paying, free = booked(company, "SO-1"), booked(company, "SO-2")
    waiting = booked(company, "SO-3")
    sql(
        "UPDATE waybill SET state = 'delivered', state_at = %s WHERE id IN (%s, %s) RETURNING 1",
        NOON,
        paying[0].id,
        free[0].id,
    )
    for waybill, asked in (
        (paying[0], Asked(cod_minor=25_000)),
        (waiting[0], Asked(cod_minor=9_900)),
        (free[0], Asked(insured_minor=5)),
    ):
        Waybill.objects.filter(id=waybill.id).update(extras=msgspec.to_builtins(asked))
    assert cod.collect_delivered(datetime.now(UTC)) == 1
    assert cod.collect_delivered(datetime.now(UTC)) == 0
    (found,) = CodCollection.objects.all()
    assert (found.waybill_id, found.amount_minor, found.supplier.code, found.collected_at) == (
        paying[0].id,
        25_000,
        "UPS",
        NOON,
    )


def test_the_carrier_pays_us_what_it_collected_once_a_reference(company: Company) -> None:
    supplier("UPS")
    booked(company, "SO-1")
    collected(new("SO-1"))
    receipt = NewReceipt(supplier="UPS", amount_minor=19_900, currency="CNY", reference="UPS-77", received_at=NOON)
    assert cod.receive(receipt, 7) == cod.receive(receipt, 7)
    assert (book("bank"), book("cod_in_transit")) == (19_900, 0)
    assert code(cod.receive(msgspec.structs.replace(receipt, amount_minor=1), 7)) == "receipt_clash"
    assert code(cod.receive(msgspec.structs.replace(receipt, supplier="X"), 7)) == "supplier_unknown"
    assert CodReceipt.objects.count() == 1


def test_two_people_pay_it_over_by_bank_and_the_fee_goes_onto_the_statement(company: Company) -> None:
    marta, ines = two()
    supplier("UPS")
    booked(company, "SO-1", "SO-2")
    collected(new("SO-1"), new("SO-2", 10_100))
    assert cod.set_terms(company.merchant.account_id, Terms("weekly", "bank", 150, 100)) is None
    sql("UPDATE balance SET limit_minor = 449 WHERE account_id = %s RETURNING 1", company.merchant.account_id)
    which = proposed()
    assert cod.propose(LATER, LATER) == []
    assert code(cod.pay(*which, method="bank", reference="B1", by=ines, at=LATER)) == "remittance_state"
    assert cod.approve(*which, by=marta, at=LATER) is None
    assert code(cod.pay(*which, method="bank", reference="B1", by=marta, at=LATER)) == "same_person"
    assert book("bank") == 0
    for existing in (False, True):
        answer = cod.pay(*which, method="bank", reference="B1", by=ines, at=LATER)
        assert not isinstance(answer, Refusal) and answer.existing is existing
    assert code(cod.pay(*which, method="bank", reference="B2", by=ines, at=LATER)) == "remittance_state"
    assert (book("bank"), book("cod_payable")) == (-30_000, 0)
    (fee,) = Charge.objects.filter(account_id=company.merchant.account_id)
    assert (fee.code, fee.amount_minor) == ("cod_remittance", 450)
    (group,) = reads.groups(fee.account_id, fee.statement_id, "en")
    assert group.lines[0].reason == "for paying over 300.00 CNY collected on delivery"
    # with 4.49 of credit the fee leaves it a cent in arrears, at once
    (stop,) = AccountStop.objects.filter(account_id=fee.account_id, until=None)
    assert (stop.kind, stop.since, money(company.merchant).posted_minor) == ("arrears", LATER, -450)
    assert_books_agree(company.merchant)
    assert code(cod.cancel(*which, by=marta)) == "remittance_state"


def test_netted_it_pays_what_the_merchant_owes(company: Company) -> None:
    marta, ines = two()
    supplier("UPS")
    booked(company, "SO-1")
    collected(new("SO-1"))
    which = proposed()
    cod.approve(*which, by=marta, at=NOON)
    assert not isinstance(cod.pay(*which, method="netting", reference="N1", by=ines, at=NOON), Refusal)
    (paid,) = Payment.objects.all()
    assert (paid.kind, paid.method, paid.amount_minor) == ("cod", "netting", 19_900)
    assert (book("cod_payable"), book("bank"), money(company.merchant).posted_minor) == (0, 0, 19_900)
    assert_books_agree(company.merchant)


def test_what_was_collected_in_dollars_is_netted_by_the_days_rate_or_not_at_all(company: Company) -> None:
    marta, ines = two()
    supplier("UPS")
    booked(company, "SO-1")
    collected(new("SO-1", 10_000, currency="XPF"))
    which = proposed()
    cod.approve(*which, by=marta, at=NOON)
    assert isinstance(cod.pay(*which, method="netting", reference="N1", by=ines, at=NOON), Refusal)
    assert CodRemittance.objects.get(account_id=which[0], id=which[1]).state == "approved"
    assert not Payment.objects.exists()
    set_rate("XPF", "CNY", NOON.date(), Decimal("0.07"), None, NOON)
    assert not isinstance(cod.pay(*which, method="netting", reference="N1", by=ines, at=NOON), Refusal)
    assert money(company.merchant).posted_minor == 70_000  # XPF has no cents: 10,000 francs are 700.00
    assert book("cod_payable", "XPF") == 0
    assert sql("SELECT currency FROM posting GROUP BY currency HAVING sum(amount_minor) <> 0") == []


def test_a_cancelled_remittance_sets_its_collections_free(company: Company) -> None:
    marta, _ = two()
    supplier("UPS")
    booked(company, "SO-1")
    (one,) = collected(new("SO-1"))
    which = proposed()
    assert code(cod.take_back(one.account_id, one.collection_id, by=marta)) == "cod_remitted"
    assert cod.cancel(*which, by=marta) is None
    again = proposed()
    assert again != which
    assert CodRemitted.objects.count() == 1
    outsider = person("tom@galeon.example", "pricing").pk
    assert code(cod.approve(*again, by=outsider, at=NOON)) == "not_finance"
    assert code(cod.approve(again[0], 7, by=marta, at=NOON)) == "remittance_unknown"


def test_the_night_gathers_what_a_whole_cycle_has_ended_for_and_nothing_younger(company: Company) -> None:
    supplier("UPS")
    booked(company, "SO-1", "SO-2")
    cod.set_terms(company.merchant.account_id, Terms("monthly"))
    collected(
        new("SO-1"), new("SO-2", collected_at=datetime(2026, 10, 31, 15, 59, tzinfo=UTC))
    )  # still October in Shenzhen
    (made,) = cod.propose_due(datetime(2026, 11, 20, tzinfo=UTC))
    found = CodRemittance.objects.get(account_id=made[0], id=made[1])
    assert (found.collections, found.amount_minor, found.proposed_by) == (1, 19_900, None)
    assert cod.propose_due(datetime(2026, 11, 20, tzinfo=UTC)) == []
    gather(0)


@pytest.mark.parametrize(("terms", "refused"), [(Terms("never"), "cycle"), (Terms("weekly", "gold"), "method_unknown"), (Terms("weekly", "bank", 10_001), "fee")])  # fmt: skip
def test_terms_that_cannot_be_are_refused(company: Company, terms: Terms, refused: str) -> None:
    assert code(cod.set_terms(company.merchant.account_id, terms)) == refused
    assert code(cod.set_terms(42, Terms("weekly"))) == "account_unknown"


def test_a_fee_is_rounded_half_up_between_its_minimum_and_the_whole():
    assert [Terms("weekly", "bank", 150, 100).fee_minor(x) for x in (10_033, 10_034, 100_000, 5_000, 60)] == [
        150,
        151,
        1_500,
        100,
        60,
    ]


def test_what_was_collected_is_never_changed_and_each_merchant_sees_their_own(company: Company) -> None:
    marta, ines = two()
    supplier("UPS")
    booked(company, "SO-1")
    collected(new("SO-1"))
    which = proposed()
    cod.approve(*which, by=marta, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        CodCollection.objects.update(amount_minor=1)
    with pytest.raises(IntegrityError), transaction.atomic():  # not even past the acts may one person do both
        CodRemittance.objects.update(state="paid", paid_by=marta)
    cod.pay(*which, method="bank", reference="B1", by=ines, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        CodRemittance.objects.update(state="approved")
    other = company.open_merchant("VELA")
    for account_id, count in ((company.merchant.account_id, 1), (other.account_id, 0)):
        with customer(account_id):
            assert (CodCollection.objects.count(), CodRemittance.objects.count(), CodRemitted.objects.count()) == (
                count,
                count,
                count,
            )
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM cod_receipt")
