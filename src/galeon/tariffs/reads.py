"""Prices: many at once, from versions compiled in this process; no query per request, at most one look a second."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec
from django.db import connection

from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import as_application
from galeon.tariffs import fx, rows, shelf
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.fx import Rates
from galeon.tariffs.price import NO_VALUES, Price, PriceRequest, Values
from galeon.tariffs.reads_policy import policy
from galeon.tariffs.sheet import Sheet, Side

__all__ = [
    "candidates", "listed", "policy", "price", "price_in", "sheet", "suppliers_of", "tariffs", "trial", "version_names",
]  # fmt: skip


def price(requests: Sequence[PriceRequest], side: Side = Side.SALE) -> list[Price | Refusal]:
    """Price each shipment by the list in force at its `at`, or at `ordered_at` where the list is dated by the order.

    sale: the account's own list, its level's, then the common one. agent: the list of the agent `agent_id`, then that of
    all agents. A list that does not go to the destination leaves it to the next. cost: of the suppliers that can carry it
    (or `supplier`) the cheapest; where a supplier has no list in the request's currency its price is in another, and
    `Price.currency` says so.
    Refusals: price_list_missing (field service), destination_not_served (country or postcode), cargo_class_not_carried,
    weight_over_last_bracket, weight_missing, and whatever else the list says.
    """
    return price_in(shelf.snapshot(), requests, side)


def price_in(held: shelf.Snapshot, requests: Sequence[PriceRequest], side: Side) -> list[Price | Refusal]:
    """The same by another state of the price lists than the one in force, such as one that is only imagined."""
    book = held.book
    wanted = [book.candidates(request, side) for request in requests]
    try:
        return _answers(requests, wanted, side, held)
    except KeyError:  # versions not compiled yet in this process
        shelf.compiled(held, {version_id for ids in wanted for version_id in ids})
        return _answers(requests, wanted, side, held)


def trial(version_ids: Sequence[int], requests: Sequence[PriceRequest]) -> list[Price | Refusal]:
    """Price each shipment by the version given beside it, a draft too, whatever day and account it is for; nothing is
    written. Each version must be there (KeyError)."""
    found = shelf.drafts(shelf.snapshot(), version_ids)
    return [_price(r, [version_id], found) for r, version_id in zip(requests, version_ids, strict=True)]


def tariffs(version_ids: Iterable[int]) -> dict[int, Tariff]:
    """Versions compiled, drafts too; those there are. A published one is compiled once a process."""
    return shelf.drafts(shelf.snapshot(), version_ids)


def candidates(requests: Sequence[PriceRequest], side: Side = Side.SALE) -> list[list[int]]:
    """The ids of the versions `price` would ask for each shipment, in that order."""
    book = shelf.snapshot().book
    return [book.candidates(request, side) for request in requests]


def options_of(version_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """What shipments may ask for that these published versions know; no query once they are compiled."""
    wanted = set(version_ids)
    found = shelf.compiled(shelf.snapshot(), wanted)
    return {version_id: found[version_id].options for version_id in wanted}


def listed(service_ids: Iterable[int], account_id: int, level: str, currency: str, at: datetime) -> set[int]:
    """Those of these services for which some price list is in force for the account at that moment (aware).

    level: the account's level code. Without a list nothing can be priced; with one, it may still not go everywhere.
    """
    book = shelf.snapshot().book
    return {s for s in service_ids if book.in_force(s, account_id, level, currency, at)}


def sheet(version_id: int) -> Sheet | None:
    """A version as it was drafted, for showing; None when there is none."""
    return rows.sheets([version_id]).get(version_id)


def version_names(version_ids: Iterable[int]) -> dict[int, str]:
    """What a statement calls the versions it was made by: `US-EXPRESS v3`. Customers may read them too."""
    wanted = sorted(set(version_ids))
    if not wanted:
        return {}
    with as_application(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT v.id, l.code || ' v' || v.no FROM price_version v JOIN price_list l ON l.id = v.price_list_id
               WHERE v.id = ANY (%s)""",
            [wanted],
        )
        return dict(cursor.fetchall())


def suppliers_of(version_ids: Iterable[int]) -> dict[int, str]:
    """The supplier each of these versions' lists is of, "" where it names none."""
    wanted = sorted(set(version_ids))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT v.id, l.supplier FROM price_version v JOIN price_list l ON l.id = v.price_list_id
               WHERE v.id = ANY (%s)""",
            [wanted],
        )
        return dict(cursor.fetchall())


def _answers(
    requests: Sequence[PriceRequest], wanted: Sequence[Sequence[int]], side: Side, held: shelf.Snapshot
) -> list[Price | Refusal]:
    tariffs = held.tariffs
    if side is Side.COST:
        return [_cheapest(request, ids, tariffs, held) for request, ids in zip(requests, wanted, strict=True)]
    return [_price(request, ids, tariffs) for request, ids in zip(requests, wanted, strict=True)]


def _price(request: PriceRequest, version_ids: Sequence[int], tariffs: Mapping[int, Tariff]) -> Price | Refusal:
    for version_id in version_ids:
        tariff = tariffs[version_id]
        zone = tariff.zone(request.country, request.postcode, request.region, request.origin)
        if zone is not None:
            return tariff.price(request, zone)
    if not version_ids:
        return Refusal(
            code="price_list_missing",
            field="service",
            message="There is no price list in {currency} for this service on this day.",
            params={"currency": request.currency},
        )
    return Refusal(
        code="destination_not_served",
        field="country",
        message="This service does not go to {country} {postcode}.",
        params={"country": request.country, "postcode": request.postcode},
    )


def _cheapest(
    request: PriceRequest, version_ids: Sequence[int], tariffs: Mapping[int, Tariff], held: shelf.Snapshot
) -> Price | Refusal:
    """The cheapest of several suppliers, or why the first cannot."""
    rates = fx.rates()
    best: tuple[tuple[bool, int], Price] | None = None
    refusal: Refusal | None = None
    for version_id in version_ids:
        currency = held.book.currencies[version_id]
        day = tariffs[version_id].day(request)
        answer = _price(_in_currency(request, currency, rates, day), [version_id], tariffs)
        if isinstance(answer, Refusal):
            refusal = refusal or answer
            continue
        minor = rates.converted(answer.total_minor, currency, request.currency, day)
        rank = (minor is None, minor or 0)
        if best is None or rank < best[0]:
            best = (rank, answer)
    return best[1] if best else refusal or _price(request, (), tariffs)


def _in_currency(request: PriceRequest, currency: str, rates: Rates, day: date) -> PriceRequest:
    """The same shipment with its amounts in the currency of a list, by the rates of a day."""
    if currency == request.currency:
        return request
    values = request.values
    if values != NO_VALUES:
        turned = {
            name: rates.converted(minor, request.currency, currency, day) or 0
            for name, minor in msgspec.structs.asdict(values).items()
        }
        values = Values(**turned)
    return msgspec.structs.replace(request, currency=currency, values=values)
