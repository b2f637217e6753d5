"""Price lists between rows and sheets: read by plain queries, written by COPY, since a grid may have 100,000 cells."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from galeon.tariffs.book import Entry
from galeon.tariffs.engine.compile import midnight
from galeon.tariffs.models import PriceList, PriceVersion
from galeon.tariffs.sheet import (
    Basis,
    Condition,
    DatedBy,
    Divisor,
    Lengths,
    ListKey,
    Minimum,
    Rule,
    Sheet,
    Side,
    Step,
    Takes,
    Unit,
    Value,
    Zone,
)

HEAD = (
    "valid_from", "valid_to", "timezone", "unit", "lengths", "volumetric_by_piece", "round_by_piece", "weight_milli_min",
    "piece_milli_max", "cheaper_bracket", "note",
)  # fmt: skip
"""Columns of `price_version` that are fields of a sheet by the same name."""

_CONDITIONS = msgspec.json.Decoder(tuple[Condition, ...])


class _Table(msgspec.Struct, frozen=True):
    """A table of a version's rows: the fields of its struct in order, and the order its rows are read in."""

    name: str
    struct: type[msgspec.Struct]
    order: str
    numbered: bool = False

    @property
    def columns(self) -> list[str]:
        names = [_COLUMNS.get(name, name) for name in self.struct.__struct_fields__]
        return [f'"{name}"' for name in (["position", *names] if self.numbered else names)]


_COLUMNS = {"country": "country_id"}
ZONES = _Table("price_zone", Zone, "id")
STEPS = _Table("price_step", Step, "above_milli")
DIVISORS = _Table("price_divisor", Divisor, "position", numbered=True)
MINIMUMS = _Table("price_minimum", Minimum, "position", numbered=True)
RULES = _Table("price_rule", Rule, "position", numbered=True)
TABLES = {"zones": ZONES, "steps": STEPS, "divisors": DIVISORS, "minimums": MINIMUMS, "rules": RULES}
"""By the field of `Sheet` they hold."""

_READ: dict[str, Callable[[Any], object]] = {
    "when": lambda text: _CONDITIONS.decode(text) if text != "[]" else (),
    "basis": Basis,
    "of": tuple,
    "value": lambda text: Value(text) if text else None,
    "takes": lambda text: Takes(text) if text else None,
}
_WRITE: dict[str, Callable[[Any], object]] = {
    "when": lambda when: msgspec.json.encode(when).decode(),
    "basis": str,
    "of": list,
    "value": lambda value: value or "",
    "takes": lambda takes: takes or "",
}


class Version(msgspec.Struct, frozen=True):
    """A version with what it is for. stamp: differs after every change of a draft; "" once it is published."""

    version_id: int
    list_id: int
    key: ListKey
    sheet: Sheet
    stamp: str


def signature() -> str:
    """Differs whenever another set of versions, fuel rates, area editions or exchange rates is published: a part for
    each, in this order, with `|` between them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT price_signature()")
        return str(cursor.fetchone()[0])


def entries() -> list[Entry]:
    """Every published version, as the book keeps them."""
    versions = PriceVersion.objects.filter(published_at__isnull=False).select_related("price_list")
    return [_entry(version, version.published_at) for version in versions if version.published_at is not None]


def _entry(version: PriceVersion, published_at: datetime) -> Entry:
    price_list = version.price_list
    return Entry(
        version.pk, price_list.service_id, price_list.currency, price_list.level_id or "", price_list.account_id,
        midnight(version.valid_from, version.timezone),
        midnight(version.valid_to, version.timezone) if version.valid_to else None,
        published_at, Side(price_list.side), price_list.agent_id, price_list.supplier, DatedBy(price_list.dated_by),
    )  # fmt: skip


def stamps(version_ids: Sequence[int]) -> dict[int, str]:
    """The stamps of those of these versions that there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, CASE WHEN published_at IS NULL THEN concat_ws(':', xmin, cmin, ctid) ELSE '' END
                 FROM price_version WHERE id = ANY (%s)""",
            [list(version_ids)],
        )
        return dict(cursor.fetchall())


def read(version_ids: Sequence[int]) -> dict[int, Version]:
    """The whole of some versions, drafts too, in seven queries."""
    stamped = stamps(version_ids)
    parts: dict[str, Any] = {field: _read(table, version_ids) for field, table in TABLES.items()}
    versions = PriceVersion.objects.filter(pk__in=version_ids).select_related("price_list")
    return {
        version.pk: Version(
            version.pk, version.price_list_id, list_key(version.price_list),
            _sheet(version, {field: tuple(found[version.pk]) for field, found in parts.items()}), stamped[version.pk],
        )
        for version in versions
        if version.pk in stamped
    }  # fmt: skip


def list_key(row: PriceList) -> ListKey:
    """Which shipments a list is for."""
    return ListKey(
        row.code, row.name, row.service_id, row.currency, row.level_id or "", row.account_id, Side(row.side),
        row.agent_id, row.supplier, DatedBy(row.dated_by),
    )  # fmt: skip


def sheets(version_ids: Sequence[int]) -> dict[int, Sheet]:
    """The sheets of some versions, drafts too."""
    return {version_id: version.sheet for version_id, version in read(version_ids).items()}


def _sheet(version: PriceVersion, parts: dict[str, Any]) -> Sheet:
    head: dict[str, Any] = {name: getattr(version, name) for name in HEAD}
    head |= {"unit": Unit(version.unit), "lengths": Lengths(version.lengths)}
    return Sheet(**{"currency": version.price_list.currency, **head, **parts})


def write(version_id: int, sheet: Sheet) -> None:
    """Add the sheet's rows to a version that has none."""
    for field, table in TABLES.items():
        _write(table, version_id, getattr(sheet, field))


def copy(from_id: int, to_id: int) -> None:
    """Give a version that has no rows those of another."""
    with connection.cursor() as cursor:
        for table in TABLES.values():
            names = ", ".join(table.columns)
            cursor.execute(
                f"INSERT INTO {table.name} (version_id, {names}) SELECT %s, {names} FROM {table.name} WHERE version_id = %s "  # noqa: S608  names of ours
                f"ORDER BY {table.order}",
                [to_id, from_id],
            )


def erase(version_id: int) -> None:
    """Take a draft's rows away; the database refuses it for a published version."""
    with connection.cursor() as cursor:
        for table in TABLES.values():
            cursor.execute(f"DELETE FROM {table.name} WHERE version_id = %s", [version_id])  # noqa: S608  names of ours


def _read(table: _Table, version_ids: Sequence[int]) -> dict[int, list[msgspec.Struct]]:
    fields = table.struct.__struct_fields__
    columns = ['"when"::text' if name == "when" else f'"{_COLUMNS.get(name, name)}"' for name in fields]
    turned = [(index, _READ[name]) for index, name in enumerate(fields) if name in _READ]
    found: dict[int, list[msgspec.Struct]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT version_id, {', '.join(columns)} FROM {table.name} WHERE version_id = ANY (%s) ORDER BY {table.order}",  # noqa: S608  names of ours
            [list(version_ids)],
        )
        for version_id, *values in cursor:
            for index, turn in turned:
                values[index] = turn(values[index])
            found[version_id].append(table.struct(**dict(zip(fields, values, strict=True))))
    return found


def _write(table: _Table, version_id: int, rows: Iterable[msgspec.Struct]) -> None:
    turned = [(index, _WRITE[name]) for index, name in enumerate(table.struct.__struct_fields__) if name in _WRITE]
    statement = f"COPY {table.name} (version_id, {', '.join(table.columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for position, row in enumerate(rows):
            values = list(msgspec.structs.astuple(row))
            for index, turn in turned:
                values[index] = turn(values[index])
            copy.write_row([version_id, position, *values] if table.numbered else [version_id, *values])
