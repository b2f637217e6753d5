"""Prices: many at once, from versions compiled in this process; no query per request, at most one look a second."""

import threading
import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import as_application
from galeon.tariffs import rows
from galeon.tariffs.book import Book
from galeon.tariffs.compile import Tariff
from galeon.tariffs.price import Price, PriceRequest
from galeon.tariffs.sheet import Sheet

LOOK_NS = 1_000_000_000
DISTRUST_NS = 5_000_000_000


class _Shelf:
    """What this process holds of one database: the book as of `signature`, last looked at `looked_ns`, and the
    versions compiled."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.book = Book(())
        self.signature = ""
        self.looked_ns: int | None = None
        self.trusted_from_ns = 0
        self.tariffs: dict[int, Tariff] = {}


_SHELVES: dict[str, _Shelf] = {}


def price(requests: Sequence[PriceRequest]) -> list[Price | Refusal]:
    """Price each shipment by the list in force at its `at`: the account's own, its level's, then the common one.

    A list that does not go to the destination leaves it to the next. Refusals: price_list_missing (field service),
    destination_not_served (country or postcode), cargo_class_not_carried, weight_over_last_bracket, weight_missing.
    """
    shelf = _shelf()
    book = _book(shelf)
    wanted = [book.candidates(request) for request in requests]
    tariffs = _compiled(shelf, wanted)
    return [_price(request, ids, tariffs) for request, ids in zip(requests, wanted, strict=True)]


def listed(service_ids: Iterable[int], account_id: int, level: str, currency: str, at: datetime) -> set[int]:
    """Those of these services for which some price list is in force for the account at that moment (aware).

    level: the account's level code. Without a list nothing can be priced; with one, it may still not go everywhere.
    """
    book = _book(_shelf())
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


def distrust() -> None:
    """Look before every price for a while: a version has just been published here, and may yet be rolled back."""
    _shelf().trusted_from_ns = time.monotonic_ns() + DISTRUST_NS


def _price(request: PriceRequest, version_ids: Sequence[int], tariffs: dict[int, Tariff]) -> Price | Refusal:
    for version_id in version_ids:
        tariff = tariffs[version_id]
        zone = tariff.zone(request.country, request.postcode)
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


def _shelf() -> _Shelf:
    return _SHELVES.setdefault(connection.settings_dict["NAME"], _Shelf())


def _book(shelf: _Shelf) -> Book:
    now_ns, looked_ns = time.monotonic_ns(), shelf.looked_ns
    if looked_ns is not None and now_ns - looked_ns < LOOK_NS and now_ns >= shelf.trusted_from_ns:
        return shelf.book
    with shelf.lock:
        signature = rows.signature()
        if signature != shelf.signature:
            with as_application():
                shelf.book = Book(rows.entries())
            shelf.signature = signature
        shelf.looked_ns = now_ns
        return shelf.book


def _compiled(shelf: _Shelf, wanted: Iterable[Sequence[int]]) -> dict[int, Tariff]:
    missing = {version_id for ids in wanted for version_id in ids if version_id not in shelf.tariffs}
    if missing:
        with as_application():
            found = rows.sheets(sorted(missing))
        shelf.tariffs.update({version_id: Tariff(version_id, s) for version_id, s in found.items()})
    return shelf.tariffs
