"""One booked parcel and the moments of its plan."""

from datetime import datetime, timedelta
from functools import cached_property

from galeon.ops.sample import ride
from galeon.ops.sample.plan import DECLARED_AFTER, HANDED_AFTER_RELEASE, Fate, Plan

SITES = {"GX-EXPRESS": "SZX1", "GX-USLINE": "SZX1", "GX-IBERIA": "MAD1"}
GONE_AFTER = timedelta(days=12)
BAGGED_AFTER = timedelta(hours=3)


class Tale:
    """A plan that was booked: which waybill it became, and when what happens to it (None: never)."""

    def __init__(self, plan: Plan, account_id: int, waybill_id: int, number: str) -> None:
        self.plan, self.account_id, self.waybill_id, self.number = plan, account_id, waybill_id, number
        self.is_with_carrier = False

    @property
    def site(self) -> str:
        """Where it is received."""
        return SITES[self.plan.order.service]

    @property
    def leaves_from(self) -> str:
        """Where the last-mile carrier takes it."""
        return "LAX1" if self.plan.flight else self.site

    @property
    def cancelled_at(self) -> datetime | None:
        """When the merchant cancels it."""
        return self.plan.booked_at + timedelta(hours=2) if self.plan.fate is Fate.CANCELLED else None

    @property
    def received_at(self) -> datetime | None:
        """When it is weighed in."""
        return None if self.plan.fate in (Fate.CANCELLED, Fate.NEVER_CAME) else self.plan.received_at

    @property
    def intercepted_at(self) -> datetime | None:
        """When the merchant has it held."""
        return self.plan.received_at if self.plan.fate is Fate.INTERCEPTED else None

    @property
    def is_bagged(self) -> bool:
        """Whether it flies with us."""
        return self.plan.flight is not None and self.received_at is not None and self.plan.fate is not Fate.INTERCEPTED

    @property
    def bagged_at(self) -> datetime:
        """When it is put in the bag of its flight."""
        return self.plan.received_at + BAGGED_AFTER

    @property
    def declared_at(self) -> datetime | None:
        """When it is declared to customs, after landing."""
        return self.plan.flight + DECLARED_AFTER if self.is_bagged and self.plan.flight else None

    @property
    def released_at(self) -> datetime | None:
        """When customs release it, after an inspection where they want one."""
        return self.plan.handed_at - HANDED_AFTER_RELEASE if self.is_bagged else None

    @property
    def gone_at(self) -> datetime | None:
        """When it is given up, as lost or as destroyed."""
        gives_up = self.plan.fate in (Fate.LOST, Fate.DESTROYED)
        return self.plan.handed_at + GONE_AFTER if gives_up else None

    @property
    def handed_at(self) -> datetime | None:
        """When the last-mile carrier takes it."""
        stays = self.plan.fate in (Fate.INTERCEPTED, Fate.DESTROYED)
        return self.plan.handed_at if self.received_at and not stays else None

    @cached_property
    def reports(self) -> list[ride.Report]:
        """What the carrier will say."""
        return ride.reports(self.plan)
