"""What stations must know, and what an operator did today."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from time import monotonic
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection

from galeon.network.reads import network
from galeon.warehouse.models import SortLane, StationRule
from galeon.warehouse.station import Floor, Rules, Site
from galeon.warehouse.verdicts import AGREED

FRESH_S = 1.0
LOG_MAX = 200

_kept: dict[str, tuple[float, Floor]] = {}


def floor(site_ids: AbstractSet[int] = frozenset()) -> Floor:
    """Sites, rules, lanes and limits; read at most once a second per process. ValueError when one of the sites is none."""
    name = connection.settings_dict["NAME"]
    kept = _kept.get(name)
    if kept is None or monotonic() - kept[0] > FRESH_S or not site_ids <= kept[1].sites.keys():
        kept = (monotonic(), _read_floor())
        _kept[name] = kept
    if strangers := site_ids - kept[1].sites.keys():
        raise ValueError(f"no site {min(strangers)}")
    return kept[1]


def distrust() -> None:
    """Read the floor anew at the next scan of this process."""
    _kept.clear()


def _read_floor() -> Floor:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, code, name, timezone FROM site")
        sites = {row[0]: Site(*row) for row in cursor.fetchall()}
    names = Rules.__struct_fields__
    rules = {row[0]: Rules(*row[1:]) for row in StationRule.objects.values_list("site_id", *names)}
    lanes = {
        (s, v, c): lane for s, v, c, lane in SortLane.objects.values_list("site_id", "service_id", "country", "lane")
    }
    limits = {service.id: service.weight_g_max for service in network().services.values()}
    return Floor(sites, rules, lanes, limits)


def midnight(now: datetime, timezone: str) -> datetime:
    """When the day of `now` began in that zone."""
    return now.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


class Logged(msgspec.Struct, frozen=True):
    """A line of the station's log; weights in g. `verdict`: a code of `verdicts.Code`. is_undone: taken back since."""

    id: int
    occurred_at: datetime
    scanned: str
    verdict: str
    account_id: int
    waybill_id: int | None
    number: str
    displayed_number: str
    service_id: int | None
    country: str
    parcel_no: int | None
    pieces: int
    weight_g: int | None
    is_undone: bool


class Tally(msgspec.Struct, frozen=True):
    """An operator's day: parcels weighed in (each once, however often; undone ones not), answers that sent one away,
    grams by each parcel's last weighing."""

    received: int
    refused: int
    weight_g: int


def station_log(operator_id: int, site_id: int, now: datetime, limit: int = 50) -> list[Logged]:
    """The operator's receipts at this site since midnight there, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT r.id, r.occurred_at, r.scanned, r.verdict, r.account_id, r.waybill_id, coalesce(w.number, ''),
                 coalesce(w.displayed_number, ''), w.service_id, coalesce(w.to_country, ''), r.parcel_no,
                 coalesce(w.pieces, 0), r.weight_g,
                 EXISTS (SELECT FROM receipt u WHERE u.account_id = r.account_id AND u.undoes = r.id)
               FROM receipt r LEFT JOIN waybill w ON w.account_id = r.account_id AND w.id = r.waybill_id
               WHERE r.operator_id = %s AND r.site_id = %s AND r.occurred_at >= %s ORDER BY r.id DESC LIMIT %s""",
            [operator_id, site_id, midnight(now, floor({site_id}).sites[site_id].timezone), min(limit, LOG_MAX)],
        )
        return [Logged(*row) for row in cursor.fetchall()]


def tally(operator_id: int, site_id: int, now: datetime) -> Tally:
    """The operator's day at this site in three numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH today AS (
                 SELECT r.account_id, r.waybill_id, r.parcel_no, r.id, r.is_measured, r.weight_g, r.undoes, r.verdict,
                        EXISTS (SELECT FROM receipt u WHERE u.account_id = r.account_id AND u.undoes = r.id) AS undone
                   FROM receipt r WHERE r.operator_id = %s AND r.site_id = %s AND r.occurred_at >= %s),
               parcels AS (
                 SELECT DISTINCT ON (account_id, waybill_id, parcel_no) weight_g FROM today
                  WHERE is_measured AND NOT undone ORDER BY account_id, waybill_id, parcel_no, id DESC)
               SELECT (SELECT count(*) FROM parcels),
                      (SELECT count(*) FROM today WHERE NOT is_measured AND undoes IS NULL AND verdict <> ALL (%s)),
                      (SELECT coalesce(sum(weight_g), 0) FROM parcels)""",
            [operator_id, site_id, midnight(now, floor({site_id}).sites[site_id].timezone), sorted(AGREED)],
        )
        received, refused, weight_g = cursor.fetchone()
        return Tally(received, refused, int(weight_g))
