"""A question the sample company has asked of its last month: the draft's prices, with dearer fuel from UPS."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from galeon.decisions import acts, reads
from galeon.decisions.ask import Ask, last_month
from galeon.decisions.change import Change
from galeon.kernel.refusal import Refusal
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account, Member

FUEL, DEARER = "ups", Decimal("1.5")


def ask(now: datetime) -> None:
    """Ask it as the person who keeps the price lists; priced at once."""
    house = Account.objects.get(pk=HOUSE_ID)
    first, last = last_month(now.astimezone(ZoneInfo(house.timezone)).date())
    percents = {fuel.code: fuel.percent for fuel in reads.fuels(now)}
    change = Change(
        versions=tuple(draft.version_id for draft in reads.drafts()[:1]),
        fuel_percent=percents[FUEL] + DEARER,
        fuel_table=FUEL,
    )
    asked = Ask(first_day=first, last_day=last, timezone=house.timezone, currency=house.currency, change=change)
    by = Member.objects.filter(account_id=HOUSE_ID, role="pricing").values_list("user_id", flat=True).first()
    answer = acts.ask("", asked, by, now)
    if isinstance(answer, Refusal):
        raise TypeError(f"{answer.code}: {answer.message} {answer.params}")
