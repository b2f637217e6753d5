"""The mode planner: three ways side by side for one SKU, and where one overtakes another."""

from collections.abc import Mapping, Sequence

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from galeon.intake.planning import terms, words
from galeon.intake.planning.planner import plan
from galeon.kernel import wording
from galeon.network.reads import network
from galeon.parties.models import Account
from galeon.parties.reads import Customer, customer
from galeon.web import formats, labels, names, planchart
from galeon.web.planform import PlanForm
from galeon.web.visitors import CUSTOMER, PRICES, Visitor, page_for

SHOWN_AT = (1, 10, 100, 1_000, 10_000, 50_000)
STRETCHES_MAX = 12


class Fee(msgspec.Struct, frozen=True):
    """A line as shown."""

    name: str
    why: str
    amount_minor: int


class Row(msgspec.Struct, frozen=True):
    """A row of the comparison: its sum and the lines it is made of."""

    name: str
    amount_minor: int
    fees: tuple[Fee, ...]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A mode: its cheapest service row by row, the others with their totals, and what cannot be done, and why."""

    mode: str
    way: terms.Way | None
    name: str = ""
    rows: tuple[Row, ...] = ()
    is_best: bool = False
    dearer_minor: int = 0
    others: tuple[tuple[str, int], ...] = ()
    cannot: tuple[tuple[str, tuple[str, ...]], ...] = ()


@require_safe
@page_for(CUSTOMER | PRICES)
def planner(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Plan a SKU; everything asked stands in the address. Our own people plan with a customer's prices."""
    whose = _customer(request, visitor)
    form = PlanForm(request.GET, whose.currency if whose else visitor.currency)
    found = None
    if whose and form.is_asked:
        answer = plan(whose, form.enquiry)
        if isinstance(answer, list):
            form.refuse(answer)
        else:
            found = answer if not form.faults else None
    context = {
        **(_shown(found) if found else {}),
        "plan": found,
        "form": form,
        "whose": whose,
        "accounts": _accounts() if visitor.is_house else [],
        "countries": names.served_countries(),
        "cargo_classes": labels.CARGO_CLASSES.items(),
        "services": sorted((s.code, s.name(formats.language())) for s in network().services.values() if s.is_open),
        "language": formats.language(),
    }
    return render(request, "plan/plan.html", context, status=422 if form.wrong else 200)


def _customer(request: HttpRequest, visitor: Visitor) -> Customer | None:
    if not visitor.is_house:
        return customer(visitor.account_id)
    code = request.GET.get("account", "")[:24]
    account = Account.objects.filter(code=code, is_house=False).first() if code and code.isprintable() else None
    return customer(account.pk) if account else None


def _accounts() -> Sequence[Account]:
    return list(Account.objects.filter(is_house=False, is_active=True).order_by("name")[:1_000])


def _shown(found: terms.Plan) -> Mapping[str, object]:
    at = {point.orders: dict(point.totals) for point in found.curve}
    modes = [mode for mode in terms.MODES if found.best(mode)]
    crossings = [stretch.first for stretch in found.stretches[1 : planchart.MARKS_MAX + 1]]
    numbers = sorted({n for n in (*SHOWN_AT, *crossings, found.orders_month) if n in at})
    return {
        "columns": [_column(found, mode) for mode in terms.MODES],
        "modes": modes,
        "chart": planchart.chart(found, lambda minor: _round(minor, found.currency), formats.whole),
        "stretches": found.stretches[:STRETCHES_MAX],
        "more_stretches": len(found.stretches) - STRETCHES_MAX,
        "table": [(n, [_each(at[n], mode, n) for mode in modes]) for n in numbers],
    }


def _round(minor: int, currency: str) -> str:
    """A round amount without cents it has none of: 50, 0.2."""
    return wording.number(wording.major(minor, currency), formats.language())


def _each(totals: Mapping[str, int], mode: str, orders: int) -> tuple[int, bool]:
    """What an order costs by a mode, rounded half up, and whether no mode is cheaper."""
    return (2 * totals[mode] + orders) // (2 * orders), totals[mode] == min(totals.values())


def _column(found: terms.Plan, mode: str) -> Column:
    language, ways = formats.language(), [way for way in found.ways if way.mode == mode]
    cannot = tuple((_name(no.service), tuple(r.text() for r in no.refusals)) for no in found.cannot if no.mode == mode)
    if not ways:
        return Column(mode=mode, way=None, cannot=cannot)
    best = ways[0]
    return Column(
        mode=mode, way=best, name=_name(best.service), is_best=best == found.ways[0],
        rows=tuple(_row(best, part, language) for part in terms.PARTS),
        dearer_minor=best.order_minor - found.ways[0].order_minor,
        others=tuple((_name(way.service), way.order_minor) for way in ways[1:]), cannot=cannot,
    )  # fmt: skip


def _row(way: terms.Way, part: str, language: str) -> Row:
    fees = tuple(
        Fee(words.line_name(line, language), words.why_text(line.why, language), line.amount_minor)
        for line in way.lines
        if line.part == part
    )
    return Row(words.part_name(part, language), way.part(part), fees)


def _name(code: str) -> str:
    service = network().services.get(code.upper())
    return service.name(formats.language()) if service else ""
