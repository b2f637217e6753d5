"""What a check finds in a draft: its faults, where it sells below cost, where it moves far from the live version."""

from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.network.models import ServiceCountry
from galeon.tariffs import fx, rows, shelf
from galeon.tariffs.checks import floor, known
from galeon.tariffs.checks.check import check
from galeon.tariffs.checks.floor import Jump, Shortfall
from galeon.tariffs.checks.floor_probes import Priced
from galeon.tariffs.engine.compile import midnight
from galeon.tariffs.models import PriceVersion
from galeon.tariffs.rows import Version
from galeon.tariffs.sheet import Side


class Findings(Struct, frozen=True):
    """faults keep a version from being published; the rest is for the person who publishes it to weigh.

    notes: what could not be told, and countries of the service without a price. shortfalls of a cost list: of the sale
    lists that its costs would be above, by their code in `lists`, side by side.
    """

    faults: tuple[Refusal, ...] = ()
    notes: tuple[Refusal, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    jumps: tuple[Jump, ...] = ()
    lists: tuple[str, ...] = ()


NOT_COMPARABLE, NOT_ALL_COMPARED = "cost_not_comparable", "costs_not_all_compared"
UNTOLD = frozenset({NOT_COMPARABLE, NOT_ALL_COMPARED})
"""Notes that there may be more below cost than is told."""


def find(version_id: int, at: datetime, with_prices: bool = True) -> Findings:
    """Look a draft over. with_prices: compare it with costs and the live version too, which takes up to seconds."""
    version = rows.read([version_id])[version_id]
    faults = check(version.sheet) or (*known.countries_unknown(version.sheet), *known.unknown(version.sheet))
    if faults or not with_prices:
        return Findings(faults)
    held = shelf.snapshot()
    draft = Priced(shelf.compile_version(held, version), version.sheet, version.key.supplier)
    begins, end = midnight(version.sheet.valid_from, version.sheet.timezone), _end(version)
    moment = begins if end is not None and end <= at else max(at, begins)
    below = _below(held, version, draft, moment)
    return Findings(
        notes=(*below.notes, *_without_price(version)), shortfalls=below.shortfalls, lists=below.lists,
        jumps=_jumps(held, version, draft, moment),
    )  # fmt: skip


def _below(held: shelf.Snapshot, version: Version, draft: Priced, moment: datetime) -> Findings:
    """Sales below cost: of the draft's own prices, or of the lists in force where the draft is a supplier's; with the costs
    of each day in turn."""
    service_id, key, end = version.key.service_id, version.key, _end(version)
    is_cost = key.side is Side.COST
    sales = _priced(held, held.book.sales(service_id, moment)) if is_cost else {key.code: draft}
    later = [m for m in held.book.cost_changes(service_id, moment) if end is None or m < end]
    notes: dict[str, Refusal] = {}
    worst: dict[tuple[object, ...], tuple[Shortfall, str]] = {}
    for since, until in zip((moment, *later), (*later, end), strict=True):
        costs = _priced(held, held.book.costs(service_id, since))
        if is_cost:
            costs[key.code] = draft  # in the place of the list's version in force
        found = _compared(sales, list(costs.values()), since, until)
        notes |= {str(note): note for note in found.notes}
        for row, code in zip(found.shortfalls, found.lists, strict=True):
            same = (code, row.zone, row.weight_g, row.cargo_class, row.ask)
            told = replace(row, at=row.at or since) if since != moment else row
            if same not in worst or _short(told) > _short(worst[same][0]):
                worst[same] = (told, code)
    deepest = sorted(worst.values(), key=lambda pair: -_short(pair[0]))[: floor.FOUND_MAX]
    return Findings(
        notes=tuple(notes.values()), shortfalls=tuple(s for s, _ in deepest), lists=tuple(code for _, code in deepest)
    )


def _end(version: Version) -> datetime | None:
    day = version.sheet.valid_to
    return midnight(day, version.sheet.timezone) if day is not None else None


def _short(row: Shortfall) -> int:
    return row.cost_minor - row.sale_minor


def _compared(sales: dict[str, Priced], costs: list[Priced], since: datetime, until: datetime | None) -> Findings:
    found: list[tuple[Shortfall, str]] = []
    notes: dict[str, Refusal] = {}
    rates = fx.rates()
    for code, sale in sales.items():
        currency, day = sale.sheet.currency, local_day(since, sale.sheet.timezone)

        def convert(minor: int, base: str, quote: str = currency, day: date = day) -> int | None:
            return rates.converted(minor, base, quote, day)

        found += [(shortfall, code) for shortfall in floor.shortfalls(sale, costs, since, convert, until)]
        for base in {cost.sheet.currency for cost in costs if convert(1, cost.sheet.currency) is None}:
            notes[f"{base} {currency}"] = Refusal(
                code=NOT_COMPARABLE, field="currency",
                message="There is no exchange rate from {base} to {quote}: what is below cost cannot be told.",
                params={"base": base, "quote": currency},
            )  # fmt: skip
        if left_out := floor.left_out(sale, costs, since, until):
            notes[code] = Refusal(
                code=NOT_ALL_COMPARED, field="rules",
                message="List {list} is too large to be compared with its costs whole: {count} prices were left out.",
                params={"list": code, "count": str(left_out)},
            )  # fmt: skip
    return Findings(
        notes=tuple(notes.values()), shortfalls=tuple(s for s, _ in found), lists=tuple(code for _, code in found)
    )


def _priced(held: shelf.Snapshot, version_ids: list[int]) -> dict[str, Priced]:
    """These versions compiled, by their lists' codes."""
    tariffs = shelf.compiled(held, version_ids)
    found = PriceVersion.objects.filter(pk__in=version_ids).select_related("price_list").order_by("pk")
    return {v.price_list.code: Priced(tariffs[v.pk], tariffs[v.pk].sheet, v.price_list.supplier) for v in found}


def _jumps(held: shelf.Snapshot, version: Version, draft: Priced, moment: datetime) -> tuple[Jump, ...]:
    live = live_before(version)
    if live is None:
        return ()
    (priced,) = _priced(held, [live]).values()
    return floor.jumps(draft, priced, moment)


def live_before(version: Version) -> int | None:
    """The published version of the same list that a draft would follow, or None."""
    published = PriceVersion.objects.filter(price_list_id=version.list_id, published_at__isnull=False)
    before = published.filter(valid_from__lte=version.sheet.valid_from).order_by("-valid_from", "-published_at", "-id")
    return before.values_list("id", flat=True).first()


def _without_price(version: Version) -> tuple[Refusal, ...]:
    """Countries of the service that a list for everybody leaves out."""
    key = version.key
    if key.level or key.account_id is not None or key.agent_id is not None:
        return ()
    served = ServiceCountry.objects.filter(service_id=key.service_id).values_list("country_id", flat=True)
    missing = sorted(set(served) - {zone.country for zone in version.sheet.zones})
    if not missing:
        return ()
    return (
        Refusal(
            code="country_without_zone", field="zones", message="No zone holds {countries}, where the service goes.",
            params={"countries": ", ".join(missing)},
        ),
    )  # fmt: skip
