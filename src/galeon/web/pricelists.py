"""Price lists as the pricing pages show them: which version is live, which comes next, which are drafts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from galeon.tariffs.models import PriceList, PriceVersion
from galeon.tariffs.sheet import DatedBy, ListKey, Side
from galeon.web import names

Text = str | Promise
PAGE = 100
SIDES: Mapping[str, Text] = {
    "sale": gettext_lazy("Sale"),
    "agent": gettext_lazy("Agent’s price"),
    "cost": gettext_lazy("Cost"),
}
SIDE_TONES = {"sale": "accent", "agent": "violet", "cost": "teal"}
STATES: Mapping[str, tuple[Text, str]] = {
    "live": (gettext_lazy("live"), "ok"),
    "next": (gettext_lazy("next"), "accent"),
    "past": (gettext_lazy("past"), "muted"),
    "draft": (gettext_lazy("draft"), "warn"),
    "checked": (gettext_lazy("checked draft"), "teal"),
}


class Version(msgspec.Struct, frozen=True):
    """One version; state: live, next, past, draft or checked. people: who drafted, changed, checked, published it."""

    id: int
    no: int
    list_id: int
    valid_from: date
    valid_to: date | None
    timezone: str
    state: str
    note: str
    changed_at: datetime
    changed_by: str
    changed_by_id: int | None
    drafted_by: str
    checked_at: datetime | None
    published_at: datetime | None
    published_by: str

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.published_at is None

    @property
    def state_name(self) -> Text:
        """The state in words."""
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        """The state's colour family."""
        return STATES[self.state][1]


class Listed(msgspec.Struct, frozen=True):
    """A price list with what is in force and what is coming."""

    id: int
    code: str
    name: str
    side: str
    service: str
    service_id: int
    whom: str
    currency: str
    dated_by: str
    versions: list[Version]

    @property
    def live(self) -> Version | None:
        """What prices today."""
        return next((v for v in self.versions if v.state == "live"), None)

    @property
    def coming(self) -> Version | None:
        """The first that is published for later."""
        return next((v for v in reversed(self.versions) if v.state == "next"), None)

    @property
    def drafts(self) -> list[Version]:
        """What is being worked on, the newest first."""
        return [v for v in self.versions if v.is_draft]

    @property
    def side_name(self) -> Text:
        """Sale, agent's price, cost."""
        return SIDES[self.side]

    @property
    def side_tone(self) -> str:
        """The side's colour family."""
        return SIDE_TONES[self.side]


def find(
    text: str = "", side: str = "", service_id: int | None = None, only: str = "", page: int = 0
) -> tuple[list[Listed], bool]:
    """A page of lists by code, and whether there are more. only: "draft" = those with a draft."""
    rows = PriceList.objects.select_related("level", "account", "agent").order_by("-side", "code")  # sale, cost, agent
    if text:
        rows = rows.filter(
            Q(code__icontains=text) | Q(name__icontains=text) | Q(account__name__icontains=text)
            | Q(account__code__icontains=text) | Q(agent__name__icontains=text) | Q(supplier__icontains=text)
            | Q(service__code__icontains=text)
        )  # fmt: skip
    if side in SIDES:
        rows = rows.filter(side=side)
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    if only == "draft":
        rows = rows.filter(pk__in=PriceVersion.objects.filter(published_at=None).values("price_list_id"))
    found = list(rows[page * PAGE : (page + 1) * PAGE + 1])
    return _listed(found[:PAGE]), len(found) > PAGE


def one(code: str) -> Listed | None:
    """A list by its code."""
    found = (
        PriceList.objects.select_related("level", "account", "agent").filter(code=code) if code.isprintable() else []
    )
    return next(iter(_listed(list(found))), None)


def of_version(version_id: int) -> tuple[Listed, Version] | None:
    """A version and its list."""
    if version_id >= 2**63:
        return None
    rows = PriceList.objects.select_related("level", "account", "agent")
    found = _listed(list(rows.filter(pk__in=PriceVersion.objects.filter(pk=version_id).values("price_list_id"))))
    return next(((one, v) for one in found for v in one.versions if v.id == version_id), None)


def _listed(rows: list[PriceList]) -> list[Listed]:
    versions = _versions([row.pk for row in rows])
    return [
        Listed(
            row.pk, row.code, row.name, row.side, names.service(row.service_id), row.service_id, _whom(row),
            row.currency, row.dated_by, versions.get(row.pk, []),
        )
        for row in rows
    ]  # fmt: skip


def _whom(row: PriceList) -> str:
    if row.supplier:
        return row.supplier.upper()
    if row.account is not None:
        return row.account.name
    if row.agent is not None:
        return row.agent.name
    if row.level is not None:
        return _("Level {name}").format(name=row.level.name)
    return _("All agents") if row.side == "agent" else _("Everybody")


def _versions(list_ids: Iterable[int]) -> dict[int, list[Version]]:
    """The newest first."""
    found: dict[int, list[PriceVersion]] = defaultdict(list)
    people = ("drafted_by", "changed_by", "published_by")
    for row in PriceVersion.objects.filter(price_list_id__in=list(list_ids)).select_related(*people).order_by("-no"):
        found[row.price_list_id].append(row)
    return {list_id: _told(rows) for list_id, rows in found.items()}


def _told(rows: list[PriceVersion]) -> list[Version]:
    live = max(
        (row for row in rows if _in_force(row)), key=lambda row: (row.valid_from, row.published_at), default=None
    )
    return [_version(row, _state(row, live)) for row in rows]


def _today(row: PriceVersion) -> date:
    return timezone.localdate(timezone=ZoneInfo(row.timezone))


def _in_force(row: PriceVersion) -> bool:
    today = _today(row)
    return row.published_at is not None and row.valid_from <= today and (row.valid_to is None or today < row.valid_to)


def _state(row: PriceVersion, live: PriceVersion | None) -> str:
    if row.published_at is None:
        return "checked" if row.checked_at is not None else "draft"
    if row is live:
        return "live"
    return "next" if row.valid_from > _today(row) else "past"


def _version(row: PriceVersion, state: str) -> Version:
    drafted, changed = row.drafted_by, row.changed_by or row.drafted_by
    return Version(
        row.pk, row.no, row.price_list_id, row.valid_from, row.valid_to, row.timezone, state, row.note,
        row.changed_at or row.drafted_at, changed.name if changed else "", changed.pk if changed else None,
        drafted.name if drafted else "",
        row.checked_at, row.published_at, row.published_by.name if row.published_by else "",
    )  # fmt: skip


def key_of(list_id: int) -> ListKey:
    """A list as the acts name it."""
    row = PriceList.objects.get(pk=list_id)
    return ListKey(
        row.code, row.name, row.service_id, row.currency, row.level_id or "", row.account_id, Side(row.side), row.agent_id,
        row.supplier, DatedBy(row.dated_by),
    )  # fmt: skip
