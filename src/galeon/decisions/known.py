"""What keeps a scenario from being asked. Queries only."""

from decimal import Decimal

from galeon.decisions.ask import DAYS_MAX, Ask
from galeon.decisions.change import Change
from galeon.kernel.refusal import Refusal
from galeon.network.models import Service
from galeon.parties.models import Account, Level
from galeon.tariffs.models import FuelTable, PriceVersion

FUEL_MAX = Decimal(1000)
RISE_MIN, RISE_MAX = Decimal(-99), Decimal(1000)
DIVISOR_MAX = 100_000


def fault(ask: Ask) -> Refusal | None:
    """The first thing that is wrong with it; fields are called as on the page."""
    days = (ask.last_day - ask.first_day).days
    if days < 0:
        return _refusal("dates_reversed", "last_day", "The period must end after it begins.")
    if days >= DAYS_MAX:
        return _refusal("period_too_long", "last_day", "A period has at most {max} days.", max=str(DAYS_MAX))
    if ask.service_id and not Service.objects.filter(pk=ask.service_id).exists():
        return _refusal("service_unknown", "service", "There is no such service.")
    if ask.account_id and not Account.objects.filter(pk=ask.account_id).exists():
        return _refusal("account_unknown", "account", "There is no such account.")
    if ask.level and not Level.objects.filter(pk=ask.level).exists():
        return _refusal("level_unknown", "level", "There is no such level.")
    return _numbers(ask.change) or _names(ask.change)


def _numbers(change: Change) -> Refusal | None:
    if change.fuel_percent is not None and not 0 <= change.fuel_percent <= FUEL_MAX:
        return _refusal("percent_invalid", "fuel", "A fuel percentage is between 0 and {max}.", max=str(FUEL_MAX))
    if not RISE_MIN <= change.rise_percent <= RISE_MAX:
        return _refusal(
            "percent_invalid", "rise", "A change is between {min} % and {max} %.", min=str(RISE_MIN), max=str(RISE_MAX)
        )
    for field, divisor in (("divisor", change.divisor_from), ("divisor_to", change.divisor_to)):
        if divisor is not None and not 0 <= divisor <= DIVISOR_MAX:
            return _refusal("divisor_invalid", field, "A divisor is between 0 and {max}.", max=str(DIVISOR_MAX))
    return None


def _names(change: Change) -> Refusal | None:
    if PriceVersion.objects.filter(pk__in=change.versions).count() != len(set(change.versions)):
        return _refusal("version_unknown", "draft", "There is no such version.")
    lists = PriceVersion.objects.filter(pk__in=change.versions).values("price_list_id").distinct().count()
    if lists != len(set(change.versions)):
        return _refusal("version_twice", "draft", "Choose one version of each list.")
    if change.fuel_table and not FuelTable.objects.filter(code=change.fuel_table).exists():
        return _refusal("table_unknown", "fuel_table", "There is no table {table}.", table=change.fuel_table)
    for field, level in (("level_from", change.level_from), ("level_to", change.level_to)):
        if level and not Level.objects.filter(pk=level).exists():
            return _refusal("level_unknown", field, "There is no such level.")
    if change.account_id and not Account.objects.filter(pk=change.account_id).exists():
        return _refusal("account_unknown", "level_account", "There is no such account.")
    if change.level_to and not (change.level_from or change.account_id):
        return _refusal("level_whose", "level_from", "Choose whose level changes: a level's or an account's.")
    return None


def _refusal(code: str, field: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)
