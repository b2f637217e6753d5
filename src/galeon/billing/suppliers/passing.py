"""What the customer is to be charged for what a supplier billed beyond our expectation: shown before it is decided."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Literal

import msgspec
from msgspec import Struct

from galeon.billing.charges.rating import weighed
from galeon.billing.suppliers.expected import Key, at_weight
from galeon.billing.suppliers.models import Bill, BillItem
from galeon.kernel.refusal import Refusal
from galeon.tariffs.fx import rates
from galeon.tariffs.price import PriceRequest, half_up
from galeon.tariffs.reads import price

MARK_UP_MAX = 100_000
BASIS = 10_000


class How(Struct, frozen=True):
    """list: the sale list's difference between the two weights, where they differ; markup: what the supplier asks more,
    and so many hundredths of a percent on it. What `list` has nothing to say about is passed on by the mark-up."""

    by: Literal["list", "markup"] = "list"
    markup_bp: int = 0


class Passed(Struct, frozen=True):
    """minor in the account's currency, a credit below zero. before_g, billed_g: 0 where it is not the weight."""

    minor: int
    currency: str
    before_g: int = 0
    billed_g: int = 0


def amounts(bill: Bill, items: Sequence[BillItem], how: How) -> dict[int, Passed]:
    """By item id; without those whose waybill is not known, that differ by nothing, were billed twice (no customer's
    business), or that no price or rate is known for."""
    mine = [
        i
        for i in items
        if i.account_id is not None
        and i.waybill_id is not None
        and i.lines
        and i.difference_minor
        and not i.double_minor
    ]
    on = datetime.combine(bill.billed_on, time(), UTC)
    keys = sorted({_key(i) for i in mine}, key=lambda key: key[1])
    requests = {(w.account_id, w.waybill_id): w.request for w in weighed(keys, on)}
    by_list = _by_list([i for i in mine if how.by == "list" and _is_reweighed(i) and _key(i) in requests], requests)
    found: dict[int, Passed] = {}
    for item in mine:
        request = requests.get(_key(item))
        passed = by_list.get(item.pk) or (_marked_up(bill, item, request.currency, how) if request else None)
        if passed is not None and passed.minor:
            found[item.pk] = passed
    return found


def _key(item: BillItem) -> Key:
    return item.account_id or 0, item.waybill_id or 0


def _is_reweighed(item: BillItem) -> bool:
    return bool(item.billed_g and item.ours_g and item.billed_g != item.ours_g)


def _by_list(items: Sequence[BillItem], requests: dict[Key, PriceRequest]) -> dict[int, Passed]:
    """The sale list at the billed weight less the same at ours, or at what was billed (and passed on) before."""
    after = [_without_sizes(at_weight(requests[_key(i)], i.billed_g or 0)) for i in items]
    before = [
        _without_sizes(at_weight(requests[_key(i)], i.prior_g)) if i.prior_g else requests[_key(i)] for i in items
    ]
    found: dict[int, Passed] = {}
    for item, new, old in zip(items, price(after), price(before), strict=True):
        if not isinstance(new, Refusal) and not isinstance(old, Refusal):
            found[item.pk] = Passed(
                new.total_minor - old.total_minor, new.currency, old.charge_weight_g, new.charge_weight_g
            )
    return found


def _without_sizes(request: PriceRequest) -> PriceRequest:
    """What a carrier bills is a charge weight: sizes are in it already."""
    pieces = tuple(msgspec.structs.replace(p, length_mm=0, width_mm=0, height_mm=0) for p in request.pieces)
    return msgspec.structs.replace(request, pieces=pieces)


def _marked_up(bill: Bill, item: BillItem, currency: str, how: How) -> Passed | None:
    minor = rates().converted(item.difference_minor, bill.currency, currency, bill.billed_on)
    return None if minor is None else Passed(half_up(minor * (BASIS + how.markup_bp), BASIS), currency)
