"""What a check finds in a draft: its faults, where it sells below cost, where it moves far from the live version."""

from datetime import datetime

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.network.models import ServiceCountry
from galeon.tariffs import floor, fx, known, rows, shelf
from galeon.tariffs.check import check
from galeon.tariffs.compile import midnight
from galeon.tariffs.floor import Jump, Priced, Shortfall
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


NOT_COMPARABLE = "cost_not_comparable"


def find(version_id: int, at: datetime, with_prices: bool = True) -> Findings:
    """Look a draft over. with_prices: compare it with costs and the live version too, which takes up to seconds."""
    version = rows.read([version_id])[version_id]
    faults = check(version.sheet) or (*known.countries_unknown(version.sheet), *known.unknown(version.sheet))
    if faults or not with_prices:
        return Findings(faults)
    held = shelf.snapshot()
    draft = Priced(shelf.compile_version(held, version), version.sheet, version.key.supplier)
    moment = max(at, midnight(version.sheet.valid_from, version.sheet.timezone))
    below = _below(held, version, draft, moment)
    return Findings(
        notes=(*below.notes, *_without_price(version)), shortfalls=below.shortfalls, lists=below.lists,
        jumps=_jumps(held, version, draft, moment),
    )  # fmt: skip


def _below(held: shelf.Snapshot, version: Version, draft: Priced, moment: datetime) -> Findings:
    """Sales below cost: of the draft's own prices, or of the lists in force where the draft is a supplier's."""
    costs = _priced(held, held.book.costs(version.key.service_id, moment))
    if version.key.side is not Side.COST:
        return _compared({version.key.code: draft}, list(costs.values()), moment)
    costs[version.key.code] = draft  # in the place of the list's version in force
    return _compared(_priced(held, held.book.sales(version.key.service_id, moment)), list(costs.values()), moment)


def _compared(sales: dict[str, Priced], costs: list[Priced], moment: datetime) -> Findings:
    found: list[tuple[Shortfall, str]] = []
    notes: dict[str, Refusal] = {}
    rates = fx.rates()
    for code, sale in sales.items():
        currency = sale.sheet.currency

        def convert(minor: int, base: str, quote: str = currency) -> int | None:
            return rates.converted(minor, base, quote, moment.date())

        found += [(shortfall, code) for shortfall in floor.shortfalls(sale, costs, moment, convert)]
        for base in {cost.sheet.currency for cost in costs if convert(1, cost.sheet.currency) is None}:
            notes[f"{base} {currency}"] = Refusal(
                code=NOT_COMPARABLE, field="currency",
                message="There is no exchange rate from {base} to {quote}: what is below cost cannot be told.",
                params={"base": base, "quote": currency},
            )  # fmt: skip
    found = found[: floor.FOUND_MAX]
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
