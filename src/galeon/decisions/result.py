"""What a scenario came to, as it is kept and shown. Pure."""

from msgspec import Struct

from galeon.decisions.tally import BANDS_G, BY, Cell, Extra, Gap, Other, Tally


class Line(Struct, frozen=True):
    """A row of a table: the key and its waybills' sums."""

    key: str
    cell: Cell


class NamedGap(Struct, frozen=True):
    """Waybills without a price for one reason."""

    code: str
    gap: Gap


class NamedExtra(Struct, frozen=True):
    """Why what was really charged differs from today's price.

    kind: not_charged, priced_otherwise, no_price_now, or other (a charge that is not for the weight, by event and code).
    """

    kind: str
    event: str
    code: str
    extra: Extra


class Result(Struct, frozen=True, kw_only=True):
    """Money in minor units of `currency`. tables: by dimension, the greatest revenue first, bands by weight.

    others: by currency, waybills without a rate, counted nowhere else. uncosted: waybills whose cost is in a currency
    without a rate. rows of a cell's waybills are kept beside it. seconds: how long pricing took.
    """

    currency: str
    total: Cell
    tables: dict[str, list[Line]]
    gaps: list[NamedGap]
    extras: list[NamedExtra]
    others: dict[str, Other]
    uncosted: int = 0
    below_today: int = 0
    below_then: int = 0
    seconds: int = 0


def result(tally: Tally, currency: str, seconds: int) -> Result:
    """The finished report."""
    tables: dict[str, list[Line]] = {dimension: [] for dimension in BY}
    for (dimension, key), cell in tally.cells.items():
        tables[dimension].append(Line(key, cell))
    for dimension, lines in tables.items():
        lines.sort(key=_by_band if dimension == "band" else _by_revenue)
    return Result(
        currency=currency,
        total=tally.total,
        tables=tables,
        gaps=[NamedGap(code, gap) for code, gap in sorted(tally.gaps.items(), key=lambda item: -item[1].then)],
        extras=[NamedExtra(*key, extra) for key, extra in sorted(tally.extras.items())],
        others=dict(sorted(tally.others.items())),
        uncosted=tally.uncosted_foreign,
        below_today=tally.total.today.below_cost,
        below_then=tally.total.then.below_cost,
        seconds=seconds,
    )


def winners(lines: list[Line], count: int, *, by_percent: bool = False) -> tuple[list[Line], list[Line]]:
    """The accounts that would pay less, and those that would pay more, for what is carried both ways; the most first."""
    changed = [line for line in lines if line.cell.alike_minor]
    ranked = sorted(changed, key=lambda line: (share(line.cell) if by_percent else line.cell.alike_minor, line.key))
    less = [line for line in ranked if line.cell.alike_minor < 0][:count]
    more = [line for line in reversed(ranked) if line.cell.alike_minor > 0][:count]
    return less, more


def share(cell: Cell) -> int:
    """The difference in hundredths of a percent of today's prices, rounded down; of nothing it is beyond any."""
    today = cell.alike_today_minor
    return cell.alike_minor * 10_000 // today if today else 10**9


def _by_revenue(line: Line) -> tuple[int, str]:
    return -max(line.cell.today.revenue_minor, line.cell.then.revenue_minor), line.key


def _by_band(line: Line) -> tuple[int, str]:
    order = ["0", *map(str, BANDS_G), ""]
    return (order.index(line.key) if line.key in order else len(order)), line.key
