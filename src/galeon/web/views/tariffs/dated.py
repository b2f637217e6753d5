"""Dated tables: fuel percentages as a timeline, and exchange rates. What is entered stays; another rate follows."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of, number
from galeon.tariffs import acts_dated, reads_dated
from galeon.tariffs.market import market
from galeon.tariffs.models import PriceRule
from galeon.tariffs.reads_dated import FuelRow, FuelTableRow
from galeon.web import formats
from galeon.web.views.tariffs.opening import day_of
from galeon.web.visitors import PRICES, PRICING, Visitor, page_for

RATES_SHOWN = 60
BANK_OLD_DAYS = 45


class BankRate(Struct, frozen=True):
    """What one unit of a currency is in the company's, by the central bank."""

    base: str
    quote: str
    rate: Decimal


class Bank(Struct, frozen=True):
    """The central bank's newest rates, of `day`, which is `age_days` ago; older than usual: the installation is."""

    day: date
    age_days: int
    is_old: bool
    rates: list[BankRate]


class Use(Struct, frozen=True):
    """A list that refers to a table."""

    code: str
    name: str


def uses(column: str) -> dict[str, list[Use]]:
    """By table code: the lists that name it, in any version."""
    found: dict[str, list[Use]] = {}
    rows = PriceRule.objects.exclude(**{column: ""}).values_list(
        column, "version__price_list__code", "version__price_list__name"
    )
    for table, code, name in rows.distinct().order_by(column, "version__price_list__code"):
        found.setdefault(table, []).append(Use(code, name))
    return found


class FuelCard(Struct, frozen=True):
    """A fuel table as shown: rates newest first with their state (live, next, past), and the line of the chart."""

    table: FuelTableRow
    rates: list[tuple[FuelRow, str]]
    current: FuelRow | None
    uses: list[Use]
    line: str


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICES)
def fuel(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Every fuel table: what is in force, what follows, who uses it; a new table, a next rate."""
    if request.method == "POST":
        if visitor.role not in PRICING:
            return render(request, "403.html", status=403)
        answer = _set_fuel(request, visitor) if "percent" in request.POST else _open_fuel(request)
        if isinstance(answer, Refusal):
            messages.error(request, answer.text())
        else:
            messages.success(request, answer)
        return redirect("tariff-fuel")
    used = uses("fuel_table")
    today = timezone.localdate()
    cards = [_card(table, used.get(table.code, []), today) for table in reads_dated.fuel_tables()]
    context = {"cards": cards, "today": today, "may_edit": visitor.role in PRICING}
    return render(request, "tariffs/fuel.html", context)


def _card(table: FuelTableRow, used: list[Use], today: date) -> FuelCard:
    current = next((rate for rate in table.rates if rate.valid_from <= today), None)
    rates = [
        (rate, "live" if rate is current else "next" if rate.valid_from > today else "past")
        for rate in table.rates[:RATES_SHOWN]
    ]
    return FuelCard(table, rates, current, used, _line(table.rates[:RATES_SHOWN]))


def _line(rates: tuple[FuelRow, ...]) -> str:
    """Steps of the percentages in a box of 600 by 100, oldest first."""
    oldest_first = rates[::-1]
    if len(oldest_first) < 2:
        return ""
    least, most = min(rate.percent for rate in oldest_first), max(rate.percent for rate in oldest_first)
    room = (most - least) or Decimal(1)
    first = oldest_first[0].valid_from
    span = max((oldest_first[-1].valid_from - first).days, 1) * Decimal("1.08")
    points: list[str] = []
    height = Decimal(0)
    for rate in oldest_first:
        x = (600 * (rate.valid_from - first).days / span).quantize(Decimal("0.1"))
        if points:
            points.append(f"{x},{height}")
        height = (92 - 84 * (rate.percent - least) / room).quantize(Decimal("0.1"))
        points.append(f"{x},{height}")
    return " ".join([*points, f"600,{height}"])


def _set_fuel(request: HttpRequest, visitor: Visitor) -> str | Refusal:
    day = day_of(request.POST.get("valid_from", ""))
    percent = decimal_of(request.POST.get("percent", "").replace("%", "")[:20], formats.language())
    if day is None or percent is None:
        return Refusal(code="rate_unreadable", message="A day and a percentage are needed.")
    code = request.POST.get("code", "")[:24].replace("\0", "")
    answer = acts_dated.set_fuel(code, [(day, percent)], by=visitor.user_id, at=timezone.now())
    if isinstance(answer, Refusal):
        return answer
    return _("{table}: {percent} % from {day}.").format(
        table=code, percent=number(percent, formats.language()), day=formats.day(day)
    )


def _open_fuel(request: HttpRequest) -> str | Refusal:
    code, name, zone = (request.POST.get(field, "").strip().replace("\0", "") for field in ("code", "name", "timezone"))
    answer = acts_dated.open_fuel(code.lower(), name[:80] or code, zone)
    return answer if isinstance(answer, Refusal) else _("Table {table} is open.").format(table=code.lower())


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICES)
def rates(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Exchange rates by pair, the newest first; add the next one."""
    if request.method == "POST":
        if visitor.role not in PRICING:
            return render(request, "403.html", status=403)
        refused = _set_rate(request, visitor)
        if refused is not None:
            messages.error(request, refused.text())
        else:
            messages.success(request, _("The rate is kept."))
        return redirect("tariff-rates")
    pairs: dict[str, list[object]] = {}
    for row in reads_dated.fx_rates():
        pairs.setdefault(f"{row.base} → {row.quote}", []).append(row)
    today = timezone.localdate()
    context = {
        "pairs": list(pairs.items()),
        "today": today,
        "may_edit": visitor.role in PRICING,
        "bank": _bank(visitor.currency, today),
    }
    return render(request, "tariffs/rates.html", context)


def _bank(currency: str, today: date) -> Bank:
    told = market()
    found = ((base, told.rate(base, currency, told.last_day)) for base in told.currencies() if base != currency)
    age = (today - told.last_day).days
    rows = [BankRate(base, currency, rate.quantize(Decimal("0.000001"))) for base, rate in found if rate]
    return Bank(told.last_day, age, age > BANK_OLD_DAYS, rows)


def _set_rate(request: HttpRequest, visitor: Visitor) -> Refusal | None:
    day = day_of(request.POST.get("valid_from", ""))
    rate = decimal_of(request.POST.get("rate", "")[:24], formats.language())
    if day is None or rate is None:
        return Refusal(code="rate_unreadable", message="A day and a rate are needed.")
    base, quote = (request.POST.get(name, "").strip().upper().replace("\0", "") for name in ("base", "quote"))
    answer = acts_dated.set_rate(base, quote, day, rate, by=visitor.user_id, at=timezone.now())
    return answer if isinstance(answer, Refusal) else None
