"""The form of a what-if: read from what was typed, or from a link that fills it in."""

from datetime import date
from decimal import Decimal

import msgspec
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from galeon.decisions.ask import Ask, last_month
from galeon.decisions.change import Change, Sides
from galeon.kernel.wording import decimal_of, number
from galeon.network.models import Service
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account
from galeon.web import formats

DRAFTS_MAX = 50
TEXT_MAX = 120
FIRST_DAY = date(2000, 1, 1)


class Form(msgspec.Struct):
    """What was typed, as it is shown again, and what is wrong with it by field; ask: what it comes to."""

    typed: dict[str, str]
    drafts: tuple[int, ...]
    ask: Ask
    faults: dict[str, str]


def read(query: QueryDict) -> Form:
    """Unknown accounts and services, and numbers that are none, are faults; last month where no day is given."""
    house = Account.objects.get(pk=HOUSE_ID)
    typed = {name: str(query.get(name, "")).replace("\x00", "").strip()[:TEXT_MAX] for name in query}
    faults: dict[str, str] = {}
    with timezone.override(house.timezone):
        first, last = last_month(timezone.localdate())
    typed.setdefault("first_day", first.isoformat())
    typed.setdefault("last_day", last.isoformat())
    drafts = tuple(
        int(text)
        for text in query.getlist("draft")[:DRAFTS_MAX]
        if text.isascii() and text.isdigit() and len(text) < 19
    )
    ask = Ask(
        first_day=_day(typed, "first_day", faults) or first,
        last_day=_day(typed, "last_day", faults) or last,
        timezone=house.timezone,
        currency=_currency(typed, house.currency),
        service_id=_service(typed, faults),
        account_id=_account(typed, "account", faults),
        level=typed.get("level", "")[:16],
        change=_change(typed, drafts, faults),
    )
    return Form(typed, drafts, ask, faults)


def typed(ask: Ask, name: str) -> dict[str, str | list[str]]:
    """The fields that ask the same again."""
    change = ask.change
    service = Service.objects.filter(pk=ask.service_id).values_list("code", flat=True).first()
    codes = dict(Account.objects.filter(pk__in=[ask.account_id, change.account_id]).values_list("pk", "code"))
    language = formats.language()
    fields: dict[str, str | list[str]] = {
        "name": name, "first_day": ask.first_day.isoformat(), "last_day": ask.last_day.isoformat(),
        "service": service or "", "account": codes.get(ask.account_id, ""), "level": ask.level, "currency": ask.currency,
        "draft": [str(version_id) for version_id in change.versions],
        "fuel": "" if change.fuel_percent is None else number(change.fuel_percent, language),
        "fuel_table": change.fuel_table, "divisor": str(change.divisor_from or ""),
        "divisor_to": "" if change.divisor_to is None else str(change.divisor_to), "level_from": change.level_from,
        "level_to": change.level_to, "level_account": codes.get(change.account_id, ""),
        "rise": number(change.rise_percent, language) if change.rise_percent else "", "sides": change.sides.value,
    }  # fmt: skip
    return {field: value for field, value in fields.items() if value}


def _change(typed: dict[str, str], drafts: tuple[int, ...], faults: dict[str, str]) -> Change:
    fuel, rise = _number(typed, "fuel", faults), _number(typed, "rise", faults)
    divisor, divisor_to = _whole(typed, "divisor", faults), _whole(typed, "divisor_to", faults)
    return Change(
        versions=tuple(dict.fromkeys(drafts)),
        fuel_percent=fuel,
        fuel_table=typed.get("fuel_table", "")[:24] if fuel is not None else "",
        divisor_from=(divisor or 0) if divisor_to is not None else 0,
        divisor_to=divisor_to,
        level_from=typed.get("level_from", "")[:16] if typed.get("level_to") else "",
        level_to=typed.get("level_to", "")[:16],
        account_id=_account(typed, "level_account", faults) if typed.get("level_to") else 0,
        rise_percent=rise or Decimal(0),
        sides=Sides(typed["sides"]) if typed.get("sides") in set(Sides) else Sides.SALE,
    )


def _day(typed: dict[str, str], name: str, faults: dict[str, str]) -> date | None:
    try:
        day = date.fromisoformat(typed[name][:10])
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= date(2999, 12, 31):
        faults[name] = _("This is not a day.")
        return None
    return day


def _number(typed: dict[str, str], name: str, faults: dict[str, str]) -> Decimal | None:
    text = typed.get(name, "").rstrip("% ").replace("\N{MINUS SIGN}", "-")
    if not text:
        return None
    value = decimal_of(text, formats.language())
    if value is None or value * 10_000 % 1:
        faults[name] = _("This is not a percentage.")
        return None
    return value.normalize() + 0


def _whole(typed: dict[str, str], name: str, faults: dict[str, str]) -> int | None:
    text = typed.get(name, "")
    if not text:
        return None
    value = decimal_of(text, formats.language())
    if value is None or value % 1 or not 0 <= value <= 10**9:
        faults[name] = _("This is not a divisor.")
        return None
    return int(value)


def _currency(typed: dict[str, str], default: str) -> str:
    text = typed.get("currency", "").upper()
    return text if len(text) == 3 and text.isascii() and text.isalpha() else default


def _service(typed: dict[str, str], faults: dict[str, str]) -> int:
    code = typed.get("service", "")
    found = Service.objects.filter(code=code[:24]).values_list("pk", flat=True).first() if code else None
    if code and found is None:
        faults["service"] = _("There is no such service.")
    return int(found or 0)


def _account(typed: dict[str, str], name: str, faults: dict[str, str]) -> int:
    code = typed.get(name, "")
    found = (
        Account.objects.filter(code__iexact=code[:24], is_house=False).values_list("pk", flat=True).first()
        if code
        else None
    )
    if code and found is None:
        faults[name] = _("There is no such account.")
    return int(found or 0)
