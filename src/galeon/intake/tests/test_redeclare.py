"""A merchant declares another weight before the parcel is handed in: another price, another hold, the same waybill."""

from galeon.intake.acts import Placed, place
from galeon.intake.acts_redeclare import declare_weight
from galeon.kernel.refusal import is_refusal
from galeon.ledger.reads import standing
from galeon.ops.tests.company import NOW, Company, order
from galeon.tariffs.price import Price
from galeon.waybills.acts import Scan, record
from galeon.waybills.models import Parcel, Waybill
from galeon.waybills.orders import OrderParcel


def booked(company: Company, **changes: object) -> Placed:
    (answer,) = place(company.merchant, [order("R", **changes)], source="api", at=NOW)
    assert isinstance(answer, Placed)
    return answer


def test_another_weight_is_another_price_and_the_hold_follows_to_the_cent(company: Company) -> None:
    first = booked(company, parcels=(OrderParcel(400), OrderParcel(400), OrderParcel(400)))
    answer = declare_weight(company.merchant, first.waybill_id, 3_100, NOW)
    # 3.1 kg -> 3.5 kg: 135.00 + 6 x 31.50 = 324.00; fuel 21.5 % = 69.66
    assert isinstance(answer, Price)
    assert answer.total_minor == 39_366
    assert standing([company.merchant.account_id])[0].held_minor == 39_366
    assert list(Parcel.objects.order_by("no").values_list("weight_g", flat=True)) == [1_034, 1_033, 1_033]
    waybill = Waybill.objects.get()
    assert (waybill.weight_g, waybill.quoted_minor, waybill.quote["total_minor"]) == (3_100, 39_366, 39_366)
    less = declare_weight(company.merchant, first.waybill_id, 500, NOW)
    assert isinstance(less, Price)
    assert standing([company.merchant.account_id])[0].held_minor == 16_403


def test_the_order_as_placed_is_still_the_same_order(company: Company) -> None:
    first = booked(company)
    declare_weight(company.merchant, first.waybill_id, 2_900, NOW)
    (again,) = place(company.merchant, [order("R")], source="api", at=NOW)
    assert isinstance(again, Placed)
    assert (again.existing, again.number) == (True, first.number)


def test_beyond_the_balance_or_the_limits_or_once_handed_in_nothing_changes(company: Company) -> None:
    poor = company.open_merchant("POOR", limit_minor=30_000)
    (answer,) = place(poor, [order("P")], source="api", at=NOW)
    assert isinstance(answer, Placed)
    for weight_g, code in ((9_000, "no_funds"), (31_000, "weight_over_limit"), (0, "weight")):
        refusal = declare_weight(poor, answer.waybill_id, weight_g, NOW)
        assert is_refusal(refusal)
        assert refusal.code == code
    record([
        Scan(account_id=poor.account_id, waybill_id=answer.waybill_id, code="weigh_in", source="station", occurred_at=NOW)
    ])  # fmt: skip
    refusal = declare_weight(poor, answer.waybill_id, 1_000, NOW)
    assert is_refusal(refusal)
    assert refusal.code == "not_now"
    stranger = declare_weight(company.merchant, answer.waybill_id, 1_000, NOW)
    assert is_refusal(stranger)
    assert stranger.code == "unknown_waybill"
    assert Waybill.objects.get().weight_g == 1_240
    assert standing([poor.account_id])[0].held_minor == 27_884
