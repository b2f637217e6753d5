"""What this process holds of one database's prices: the book, the dated tables, and the versions compiled.

All of it belongs to one state of what is published, told by `price_signature()`, and is asked for at most once a second.
"""

import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from msgspec import Struct, field

from galeon.kernel.tenancy import as_application
from galeon.tariffs import rows, rows_dated
from galeon.tariffs.book import Book
from galeon.tariffs.engine.areas import Areas
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.engine.fuel import Fuel
from galeon.tariffs.rows import Version

LOOK_NS = 1_000_000_000
DISTRUST_NS = 5_000_000_000
DRAFTS_MAX = 8
_NOTHING = ("", "", "", "")


class Snapshot(Struct):
    """One state of what is published. signature: by part, as `rows.signature` tells them; areas are read when a version
    that names them is compiled, for they are large. dated: whether a compiled version names fuel tables, and areas."""

    signature: tuple[str, ...] = _NOTHING
    book: Book = field(default_factory=lambda: Book(()))
    fuels: Mapping[str, Fuel] = field(default_factory=dict)
    areas: dict[str, Areas] = field(default_factory=dict)
    dated: dict[int, tuple[bool, bool]] = field(default_factory=dict)
    tariffs: dict[int, Tariff] = field(default_factory=dict)


class _Shelf:
    """The snapshot in force, last looked at `looked_ns`, and the drafts compiled last, by their stamp."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.compiling = threading.Lock()
        self.now = Snapshot()
        self.looked_ns: int | None = None
        self.trusted_from_ns = 0
        self.drafts: dict[tuple[int, str, tuple[str, ...]], Tariff] = {}


_SHELVES: dict[str, _Shelf] = {}


def snapshot() -> Snapshot:
    """What is published now, at most a second old."""
    shelf = _shelf()
    now_ns, looked_ns = time.monotonic_ns(), shelf.looked_ns
    if looked_ns is not None and now_ns - looked_ns < LOOK_NS and now_ns >= shelf.trusted_from_ns:
        return shelf.now
    with shelf.lock:
        signature = tuple(rows.signature().split("|"))
        if signature != shelf.now.signature:
            with as_application():
                shelf.now = _renewed(shelf.now, signature)
        shelf.looked_ns = now_ns
        return shelf.now


def compiled(held: Snapshot, wanted: Iterable[int]) -> dict[int, Tariff]:
    """The snapshot's compiled versions, with all of these among them: read and compiled once a process."""
    missing = [version_id for version_id in wanted if version_id not in held.tariffs]
    if missing:
        with _shelf().compiling, as_application():
            found = rows.read(sorted({version_id for version_id in missing if version_id not in held.tariffs}))
            for version_id, version in found.items():
                held.dated[version_id] = (
                    any(rule.fuel_table for rule in version.sheet.rules), any(rule.area for rule in version.sheet.rules)
                )  # fmt: skip
                held.tariffs[version_id] = compile_version(held, version)
    return held.tariffs


def drafts(held: Snapshot, version_ids: Iterable[int]) -> dict[int, Tariff]:
    """Compiled versions of which some are drafts: a draft is compiled again after each change of it."""
    wanted = list(dict.fromkeys(version_ids))
    with as_application():
        stamped = rows.stamps(wanted)
    known = compiled(held, [version_id for version_id in wanted if stamped.get(version_id) == ""])
    found = {version_id: known[version_id] for version_id in wanted if stamped.get(version_id) == ""}
    shelf, stale = _shelf(), []
    for version_id in (version_id for version_id in wanted if stamped.get(version_id)):
        kept = shelf.drafts.get((version_id, stamped[version_id], held.signature))
        if kept is None:
            stale.append(version_id)
        else:
            found[version_id] = kept
    if stale:
        with as_application():
            read = rows.read(stale)
            for version_id, version in read.items():
                found[version_id] = compile_version(held, version)
                shelf.drafts[version_id, version.stamp, held.signature] = found[version_id]
        for key in list(shelf.drafts)[:-DRAFTS_MAX]:
            shelf.drafts.pop(key, None)
    return found


def compile_version(held: Snapshot, version: Version) -> Tariff:
    """A version with the dated tables it names."""
    named = {rule.area for rule in version.sheet.rules if rule.area}
    missing = sorted(named - held.areas.keys())
    if missing:
        held.areas.update(rows_dated.areas(missing))
    fuels = {
        rule.fuel_table: held.fuels[rule.fuel_table]
        for rule in version.sheet.rules
        if rule.fuel_table and rule.fuel_table in held.fuels
    }
    areas = {code: held.areas[code] for code in named if code in held.areas}
    return Tariff(version.version_id, version.sheet, fuels=fuels, areas=areas, dated_by=version.key.dated_by)


def distrust() -> None:
    """Look before every price for a while: something has just been published here, and may yet be rolled back."""
    _shelf().trusted_from_ns = time.monotonic_ns() + DISTRUST_NS


def _shelf() -> _Shelf:
    name = connections.settings[DEFAULT_DB_ALIAS]["NAME"]  # `connection` would look the thread's own up first
    try:
        return _SHELVES[name]
    except KeyError:
        return _SHELVES.setdefault(name, _Shelf())


def _renewed(old: Snapshot, signature: tuple[str, ...]) -> Snapshot:
    """The new state; what of the old one still holds goes on."""
    versions, fuels, areas, _ = (now != before for now, before in zip(signature, old.signature, strict=True))
    new: dict[str, Any] = {
        "book": Book(rows.entries()) if versions else old.book,
        "fuels": rows_dated.fuels() if fuels else old.fuels,
        "areas": {} if areas else old.areas,
    }

    kept = {
        version_id: (by_fuel, by_area)
        for version_id, (by_fuel, by_area) in list(old.dated.items())
        if not ((fuels and by_fuel) or (areas and by_area))
    }
    tariffs = {version_id: old.tariffs[version_id] for version_id in kept if version_id in old.tariffs}
    return Snapshot(signature=signature, dated=kept, tariffs=tariffs, **new)
