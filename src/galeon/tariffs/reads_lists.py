"""The price lists and their versions as pages show them; for staff."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import connection
from msgspec import Struct

from galeon.tariffs.models import PricePolicy
from galeon.tariffs.sheet import DatedBy, Side


class ListRow(Struct, frozen=True):
    """A list. Whom it is for by code; live_*: the version in force now (None where there is none), draft_id: the newest
    draft; versions: how many there are."""

    id: int
    code: str
    name: str
    side: Side
    service_id: int
    service: str
    currency: str
    level: str
    account: str
    agent: str
    supplier: str
    dated_by: DatedBy
    versions: int
    live_id: int | None
    live_no: int | None
    live_from: date | None
    draft_id: int | None
    draft_no: int | None


class VersionRow(Struct, frozen=True):
    """A version. state: draft, checked, published; is_live: in force now. Persons by name, "" where no person did it."""

    id: int
    list_id: int
    no: int
    state: str
    is_live: bool
    valid_from: date
    valid_to: date | None
    note: str
    zones: int
    rules: int
    drafted_at: datetime
    drafted_by: str
    changed_at: datetime | None
    changed_by: str
    checked_at: datetime | None
    checked_by: str
    published_at: datetime | None
    published_by: str


class Policy(Struct, frozen=True):
    """How careful publishing is; `models.PricePolicy` says what the fields mean."""

    below_cost: str
    two_persons: bool


_LIVE = """SELECT v.id FROM price_version v
            WHERE v.price_list_id = l.id AND v.published_at IS NOT NULL
              AND (v.valid_from::timestamp AT TIME ZONE v.timezone) <= now()
            ORDER BY v.valid_from::timestamp AT TIME ZONE v.timezone DESC, v.published_at DESC, v.id DESC LIMIT 1"""
_ENDED = "live.valid_to IS NOT NULL AND (live.valid_to::timestamp AT TIME ZONE live.timezone) <= now()"
_LISTS = f"""
SELECT l.id, l.code, l.name, l.side, l.service_id, s.code, l.currency, coalesce(l.level_id, ''), coalesce(a.code, ''),
       coalesce(g.code, ''), l.supplier, l.dated_by,
       (SELECT count(*) FROM price_version v WHERE v.price_list_id = l.id),
       live.id, live.no, live.valid_from, draft.id, draft.no
  FROM price_list l JOIN service s ON s.id = l.service_id LEFT JOIN account a ON a.id = l.account_id
  LEFT JOIN agent g ON g.id = l.agent_id
  LEFT JOIN LATERAL (SELECT * FROM price_version live WHERE live.id = ({_LIVE}) AND NOT ({_ENDED})) live ON true
  LEFT JOIN LATERAL (SELECT v.id, v.no FROM price_version v WHERE v.price_list_id = l.id AND v.published_at IS NULL
                      ORDER BY v.no DESC LIMIT 1) draft ON true
 ORDER BY s.code, l.side DESC, l.currency, l.code"""  # noqa: S608  texts of ours
_VERSIONS = f"""
SELECT live.id, live.price_list_id, live.no,
       CASE WHEN live.published_at IS NOT NULL THEN 'published' WHEN live.checked_at IS NOT NULL THEN 'checked' ELSE 'draft' END,
       live.id IS NOT DISTINCT FROM ({_LIVE}) AND NOT ({_ENDED}),
       live.valid_from, live.valid_to, live.note,
       (SELECT count(*) FROM price_zone z WHERE z.version_id = live.id),
       (SELECT count(*) FROM price_rule r WHERE r.version_id = live.id),
       live.drafted_at, coalesce(d.name, ''), live.changed_at, coalesce(c.name, ''), live.checked_at, coalesce(k.name, ''),
       live.published_at, coalesce(p.name, '')
  FROM price_version live JOIN price_list l ON l.id = live.price_list_id
  LEFT JOIN person d ON d.id = live.drafted_by_id LEFT JOIN person c ON c.id = live.changed_by_id
  LEFT JOIN person k ON k.id = live.checked_by_id LEFT JOIN person p ON p.id = live.published_by_id
 WHERE live.price_list_id = %s ORDER BY live.no DESC"""  # noqa: S608  texts of ours


_TURNS: list[Callable[[Any], Any]] = [
    {"side": Side, "dated_by": DatedBy}.get(name, lambda value: value) for name in ListRow.__struct_fields__
]


def lists() -> list[ListRow]:
    """Every list, by service and side."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTS)
        found = cursor.fetchall()
    return [ListRow(*(turn(value) for turn, value in zip(_TURNS, row, strict=True))) for row in found]


def versions(list_id: int) -> list[VersionRow]:
    """A list's versions, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [list_id])
        return [VersionRow(*row) for row in cursor.fetchall()]


def policy() -> Policy:
    """How careful publishing is now."""
    row = PricePolicy.objects.get(pk=1)
    return Policy(row.below_cost, row.two_persons)
