"""The only writers of what price lists refer to by date: fuel percentages, remote areas, exchange rates.

All of it is entered for good, and another rate or edition follows: a price of last month must come out the same for ever.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection, transaction
from msgspec import Struct

from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.tariffs import fx, shelf
from galeon.tariffs.engine.areas import AreaRow
from galeon.tariffs.events import DatedTableChanged
from galeon.tariffs.models import AreaTable, AreaVersion, FuelRate, FuelTable, FxRate

PERCENT_MAX = Decimal(1000)
AREA_ROWS_MAX = 2_000_000
RATE_MAX = Decimal(10) ** 9


class Edition(Struct, frozen=True):
    """A loaded edition of an area table; rows: how many places it has."""

    id: int
    no: int
    rows: int


def open_fuel(code: str, name: str, timezone: str) -> int | Refusal:
    """Open a table of percentages, whose days begin in `timezone`; its id. The same again changes nothing."""
    return _open(FuelTable, code, name, timezone)


def open_areas(code: str, name: str, timezone: str) -> int | Refusal:
    """Open a table of remote areas, whose editions begin in `timezone`; its id. The same again changes nothing."""
    return _open(AreaTable, code, name, timezone)


@transaction.atomic
def set_fuel(code: str, rates: Sequence[tuple[date, Decimal]], by: int | None, at: datetime) -> int | Refusal:
    """Enter percentages, each from its day on; how many were new. All of them or none.

    A day that has the same percentage already is passed over. Refused: another percentage for a day that has one, and a
    day before today where a published list refers to the table, for what was priced by it must not change.
    """
    table = FuelTable.objects.select_for_update().filter(code=code).first()
    if table is None:
        return _refusal("table_unknown", "code", "There is no table {table}.", table=code[:24])
    known = dict(FuelRate.objects.filter(table=table).values_list("valid_from", "percent"))
    today = at.astimezone(ZoneInfo(table.timezone)).date()
    is_used = any(day < today for day, _ in rates) and _is_used("fuel_table", code)
    new = []
    for n, (day, percent) in enumerate(rates):
        if not percent.is_finite() or not 0 <= percent <= PERCENT_MAX or percent * 10_000 % 1:
            return _refusal("percent_invalid", f"rates[{n}].percent", "A percentage has at most four decimals.")
        if day in known:
            if known[day] != percent:
                return _refusal(
                    "rate_exists", f"rates[{n}].valid_from", "{day} has a rate already, and rates are never changed.",
                    day=day.isoformat(),
                )  # fmt: skip
            continue
        if is_used and day < today:
            return _past(f"rates[{n}].valid_from", code)
        known[day] = percent
        new.append(FuelRate(table=table, valid_from=day, percent=percent, entered_at=at, entered_by_id=by))
    FuelRate.objects.bulk_create(new)
    if new:
        _tell(code, at)
    return len(new)


@transaction.atomic
def load_areas(code: str, rows: Iterable[AreaRow], valid_from: date, by: int | None, at: datetime) -> Edition | Refusal:
    """Write a new edition of an area table, in force once `publish_areas` says so; earlier editions stay.

    rows: country, from_key and to_key (`postcodes.span`), city (`postcodes.city_key`), tier. Half a million in seconds.
    """
    table = AreaTable.objects.select_for_update().filter(code=code).first()
    if table is None:
        return _refusal("table_unknown", "code", "There is no table {table}.", table=code[:24])
    last = AreaVersion.objects.filter(table=table).order_by("-no").values_list("no", flat=True).first()
    edition = AreaVersion.objects.create(
        table=table, no=(last or 0) + 1, valid_from=valid_from, loaded_at=at, loaded_by_id=by
    )
    count, tiers = 0, set()
    with connection.cursor() as cursor:
        statement = "COPY area_row (version_id, country, from_key, to_key, city, tier) FROM STDIN"
        with cursor.copy(statement) as copy:
            for country, from_key, to_key, city, tier in rows:
                copy.write_row((edition.pk, country, from_key, to_key, city, tier))
                tiers.add(tier)
                count += 1
                if count > AREA_ROWS_MAX:
                    break
    if not 0 < count <= AREA_ROWS_MAX:
        transaction.set_rollback(True)
        return _refusal("rows_count", "rows", "An area table holds 1 to {max} rows.", max=str(AREA_ROWS_MAX))
    AreaVersion.objects.filter(pk=edition.pk).update(rows=count, tiers=sorted(tiers))
    return Edition(edition.pk, edition.no, count)


@transaction.atomic
def publish_areas(edition_id: int, by: int | None, at: datetime) -> int | Refusal:
    """Put an edition in force from its day on; its id. It never changes from then on."""
    edition = AreaVersion.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None:
        return _refusal("edition_unknown", "edition_id", "There is no such edition.")
    if edition.published_at is not None:
        return _refusal("edition_published", "edition_id", "This edition is published already.")
    table = AreaTable.objects.get(pk=edition.table_id)
    today = at.astimezone(ZoneInfo(table.timezone)).date()
    if edition.valid_from < today and _is_used("area", table.code):
        return _past("valid_from", table.code)
    AreaVersion.objects.filter(pk=edition_id).update(published_at=at, published_by_id=by)
    _tell(table.code, at)
    return edition_id


@transaction.atomic
def discard_areas(edition_id: int) -> int | Refusal:
    """Throw away an edition that is not published; its id."""
    edition = AreaVersion.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None:
        return _refusal("edition_unknown", "edition_id", "There is no such edition.")
    if edition.published_at is not None:
        return _refusal("edition_published", "edition_id", "This edition is published already.")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM area_row WHERE version_id = %s", [edition_id])
        cursor.execute("DELETE FROM area_version WHERE id = %s", [edition_id])
    return edition_id


@transaction.atomic
def set_rate(base: str, quote: str, valid_from: date, rate: Decimal, by: int | None, at: datetime) -> int | Refusal:
    """Enter what one unit of `base` is in `quote` from a day on; the rate's id. The same again changes nothing."""
    if base == quote or len(base) != 3 or len(quote) != 3:
        return _refusal("currency_unknown", "quote", "A rate is between two currencies.")
    if not rate.is_finite() or not 0 < rate < RATE_MAX or rate * 10**8 % 1:
        return _refusal("rate_invalid", "rate", "A rate is above zero, with at most eight decimals.")
    found, is_new = FxRate.objects.get_or_create(
        base=base, quote=quote, valid_from=valid_from,
        defaults={"rate": rate, "entered_at": at, "entered_by_id": by},
    )  # fmt: skip
    if not is_new and found.rate != rate:
        return _refusal(
            "rate_exists", "valid_from", "{day} has a rate already, and rates are never changed.",
            day=valid_from.isoformat(),
        )  # fmt: skip
    if is_new:
        fx.distrust()
    return found.pk


def _open(tables: type[FuelTable] | type[AreaTable], code: str, name: str, timezone: str) -> int | Refusal:
    if not code or len(code) > 24:
        return _refusal("code_invalid", "code", "A table's code has 1 to 24 characters.")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _refusal("timezone_unknown", "timezone", "The time zone {name} is not known.", name=timezone[:40])
    found, _made = tables.objects.get_or_create(code=code, defaults={"name": name[:80], "timezone": timezone})
    if found.timezone != timezone:
        return _refusal("table_exists", "code", "There is a table {table} already.", table=code)
    return found.pk


def _is_used(column: str, code: str) -> bool:
    """True where a published version refers to the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM price_rule r JOIN price_version v ON v.id = r.version_id "  # noqa: S608  a name of ours
            f"WHERE r.{column} = %s AND v.published_at IS NOT NULL)",
            [code],
        )
        return bool(cursor.fetchone()[0])


def _tell(code: str, at: datetime) -> None:
    shelf.distrust()
    outbox.publish(DatedTableChanged(code=code, at=at))


def _past(field: str, code: str) -> Refusal:
    return _refusal(
        "past_is_final", field, "Published price lists refer to {table}: what held before today stays.", table=code
    )


def _refusal(code: str, field: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
