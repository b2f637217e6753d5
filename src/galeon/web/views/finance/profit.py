"""What was earned, the worst first: by customer, service, master, month or waybill."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from msgspec import Struct

from galeon.billing.costs import reads
from galeon.billing.costs.profit import Profit
from galeon.kernel import wording
from galeon.linehaul.models import Master
from galeon.parties.models import Account, LegalEntity
from galeon.waybills.models import Waybill
from galeon.web import formats, names
from galeon.web.labels import Text
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import PRICES, Visitor, page_for

PAGE = 200
MONTHS = 12
YEARS = range(2000, 3000)
BY: dict[reads.By, Text] = {
    "account": _("Customer"),
    "service": _("Service"),
    "master": _("Master"),
    "month": _("Month"),
    "waybill": _("Waybill"),
}


class Row(Struct, frozen=True):
    """A line of the page. percent: the margin of the revenue, "" without any."""

    name: str
    more: str
    url: str
    profit: Profit
    percent: str


class _Asked(Struct, frozen=True):
    """What the page was asked for; by waybill only of one account or service."""

    by: reads.By
    first: date
    entity: LegalEntity
    is_all: bool
    account: Account | None
    service_id: int | None


@require_GET
@page_for(PRICES)
def profit(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The page."""
    asked = _asked(request)
    since, until = _window(asked)
    entity_id = None if asked.is_all else asked.entity.pk
    found = reads.profits(
        asked.by, since, until, entity_id=entity_id, account_id=asked.account.pk if asked.account else None,
        service_id=asked.service_id,
    )  # fmt: skip
    whole = reads.together(list(found.values()), asked.entity.currency)
    shown = _ranked(asked, found)
    context = {
        "rows": _rows(asked, shown), "whole": whole, "percent": _percent(whole), "by": asked.by, "by_name": BY[asked.by],
        "ways": [(key, name) for key, name in BY.items() if key != "waybill"], "asked": asked, "month": f"{asked.first:%Y-%m}",
        "last_month": f"{timezone.localdate():%Y-%m}", "entities": LegalEntity.objects.filter(is_active=True).order_by("pk"),
        "service": names.service(asked.service_id) if asked.service_id else "",
        "unshared": None if asked.account or asked.service_id else reads.unshared(since, until, entity_id),
        "more": max(len(found) - PAGE, 0),
    }  # fmt: skip
    return render(request, "finance/profit.html", context)


def _asked(request: HttpRequest) -> _Asked:
    get = request.GET
    entities = {e.pk: e for e in LegalEntity.objects.all()}
    entity_id = whole_number(get.get("entity", ""))
    code = get.get("account", "")[:24]
    account = Account.objects.filter(code=code, is_house=False).first() if code and code.isprintable() else None
    service_id = whole_number(get.get("service", ""))
    by: reads.By = next((key for key in BY if key == get.get("by")), "account")
    if by == "waybill" and account is None and service_id is None:
        by = "account"
    return _Asked(
        by, _month(get.get("month", "")), entities.get(entity_id or 0, entities[1]), entity_id not in entities, account,
        service_id if service_id and service_id < 2**63 else None,
    )  # fmt: skip


def _month(typed: str) -> date:
    try:
        found = date.fromisoformat(f"{typed[:7]}-01")
    except ValueError:
        found = timezone.localdate()
    return found.replace(day=1) if found.year in YEARS else timezone.localdate().replace(day=1)


def _window(asked: _Asked) -> tuple[datetime, datetime]:
    """The month, in the company's zone; by month the twelve that end with it."""
    zone = ZoneInfo(asked.entity.timezone)
    ends = asked.first.year * 12 + asked.first.month
    begins = ends - (MONTHS if asked.by == "month" else 1)
    days = [date(months // 12, months % 12 + 1, 1) for months in (max(begins, 24_000), ends)]
    since, until = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
    return since, until


def _ranked(asked: _Asked, found: dict[str, Profit]) -> list[tuple[str, Profit]]:
    """The worst first; months as they came."""
    if asked.by == "month":
        return sorted(found.items())
    return sorted(found.items(), key=lambda pair: (pair[1].money.margin_minor, pair[0]))[:PAGE]


def _rows(asked: _Asked, shown: list[tuple[str, Profit]]) -> list[Row]:
    told = _NAMES[asked.by]([key for key, _profit in shown])
    return [
        Row(*told.get(key, ("–", "")), _down(asked, key, *told.get(key, ("", ""))), profit, _percent(profit))
        for key, profit in shown
    ]  # fmt: skip


def _down(asked: _Asked, key: str, name: str, more: str) -> str:
    """Where a line leads: a month to its customers, they to their waybills, a waybill and a master to their pages."""
    if asked.by == "waybill":
        return reverse("waybill", args=[name])
    if asked.by == "master":
        return reverse("cost-object", args=["master", name]) if key else ""
    terms = {"month": f"{asked.first:%Y-%m}", "entity": "" if asked.is_all else str(asked.entity.pk)}
    if asked.by == "month":
        terms |= {"by": "account", "month": key}
    elif asked.by == "account":
        terms |= {"by": "waybill", "account": more, "service": str(asked.service_id or "")}
    else:
        terms |= {"by": "account", "service": key}
    return f"?{urlencode({k: v for k, v in terms.items() if v})}"


def _percent(found: Profit) -> str:
    """The margin as −12.3 %, "" without revenue."""
    permyriad = found.money.margin_bp
    if permyriad is None:
        return ""
    shown = wording.number((Decimal(permyriad) / 100).quantize(Decimal("0.1")), formats.language())
    return f"{shown.replace('-', wording.MINUS)} %"


def _accounts(keys: list[str]) -> dict[str, tuple[str, str]]:
    found = Account.objects.filter(pk__in=[int(k) for k in keys]).values_list("pk", "name", "code")
    return {str(pk): (name, code) for pk, name, code in found}


def _services(keys: list[str]) -> dict[str, tuple[str, str]]:
    return {key: (names.service(int(key)), "") if key else (str(_("Of no waybill")), "") for key in keys}


def _masters(keys: list[str]) -> dict[str, tuple[str, str]]:
    found = Master.objects.filter(pk__in=[int(k) for k in keys if k]).values_list(
        "pk", "number", "departure__conveyance"
    )
    return {"": (str(_("On no master")), "")} | {str(pk): (number, flight) for pk, number, flight in found}


def _months(keys: list[str]) -> dict[str, tuple[str, str]]:
    return {key: (formats.month(date.fromisoformat(f"{key}-01")), "") for key in keys}


def _waybills(keys: list[str]) -> dict[str, tuple[str, str]]:
    ids = [int(key.split(":")[1]) for key in keys]
    found = Waybill.objects.filter(account_id__in={int(k.split(":")[0]) for k in keys}, id__in=ids)
    return {f"{w.account_id}:{w.id}": (w.number, w.reference) for w in found}


_NAMES = {"account": _accounts, "service": _services, "master": _masters, "month": _months, "waybill": _waybills}
