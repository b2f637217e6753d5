"""What the last-mile carrier reports of a parcel, and under which number it carries it. Pure."""

from datetime import datetime, timedelta
from random import Random

from msgspec import Struct

from galeon.kernel.checkdigits import dpd, ups
from galeon.ops.sample.plan import Fate, Plan

SHIPPER = "A7G3L9"
PICKUP_DAYS = 3


class Report(Struct, frozen=True):
    """One line of a carrier's tracking: our code of it, and the carrier's words."""

    code: str
    at: datetime
    place: str
    country: str
    text: str


def carrier(plan: Plan) -> str:
    """Who carries the last mile."""
    return "dpd" if plan.order.service == "GX-IBERIA" else "ups"


def number(plan: Plan, serial: int) -> str:
    """A number of that carrier's own kind, with its check digit."""
    if carrier(plan) == "dpd":
        body = f"0984{serial:010d}"
        return body + dpd(body)
    body = f"{SHIPPER}04{serial:07d}"
    return f"1Z{body}{ups(body)}"


def reports(plan: Plan) -> list[Report]:
    """Everything the carrier will report, also what lies after today."""
    die = Random(plan.order.reference)  # noqa: S311  a die for stories, not for secrets
    to = plan.order.consignee
    city = f"{to.city}, {to.country}"
    found = [
        Report(
            "carrier_scan",
            plan.handed_at + timedelta(hours=1, minutes=die.randrange(60)),
            *_first_stop(plan),
            "Origin scan",
        ),
        Report(
            "carrier_scan", plan.handed_at + (plan.out_at - plan.handed_at) / 2, city, to.country, "Arrived at facility"
        ),
    ]
    if plan.fate is Fate.LOST:
        lost_at = found[-1].at + timedelta(days=4)
        return [*found, Report("carrier_exception", lost_at, city, to.country, "Package cannot be located")]
    return [*found, *_at_the_door(plan, city, die)]


def _at_the_door(plan: Plan, city: str, die: Random) -> list[Report]:
    country, out_at = plan.order.consignee.country, plan.out_at
    noon = out_at + timedelta(hours=die.randint(2, 7), minutes=die.randrange(60))

    def report(code: str, at: datetime, text: str) -> Report:
        return Report(code, at, city, country, text)

    found = [report("carrier_out_for_delivery", out_at, "Out for delivery")]
    if plan.fate in (Fate.SECOND_TRY, Fate.RETURNED):
        found.append(report("carrier_delivery_failed", noon, "Receiver not available"))
    if plan.fate is Fate.RETURNED:
        back = noon + timedelta(days=2)
        home = Report("carrier_returned", back + timedelta(days=6), *_first_stop(plan), "Returned to sender")
        return [*found, report("carrier_returning", back, "Returning to sender"), home]
    if plan.fate is Fate.SECOND_TRY:
        found.append(report("carrier_out_for_delivery", out_at + timedelta(days=1), "Out for delivery"))
        noon += timedelta(days=1)
    if plan.fate is Fate.PICKUP_POINT:
        found.append(report("carrier_pickup_point", noon, "Ready for pickup"))
        noon += timedelta(days=PICKUP_DAYS)
    return [*found, report("carrier_delivered", noon, "Delivered")]


def _first_stop(plan: Plan) -> tuple[str, str]:
    return {
        "GX-EXPRESS": ("Shenzhen, CN", "CN"), "GX-USLINE": ("Los Angeles, US", "US"), "GX-IBERIA": ("Madrid, ES", "ES"),
    }[plan.order.service]  # fmt: skip
