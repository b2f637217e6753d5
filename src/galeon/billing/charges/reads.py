"""What one waybill was charged, line by line, with what raised each and by which rule; and what its list would ask for."""

from datetime import UTC, datetime

import msgspec
from django.db import connection
from msgspec.structs import replace

from galeon.billing.charges.by_hand import TAKEN_BACK
from galeon.billing.charges.explain import Why, explain
from galeon.billing.charges.rating import weighed
from galeon.kernel.sql import load
from galeon.tariffs.reads import candidates, tariffs, version_names
from galeon.tariffs.words.fee_names import fee_name

_WHY = msgspec.json.Decoder(Why)


class ChargeLine(msgspec.Struct, frozen=True):
    """A charge as people see it. event: the code of what raised it. rule: the list's version, "" where none priced it.

    borne_minor: what the house bears of it, the customer then paying nothing. is_taken_back: a later line credits it.
    """

    id: int
    charged_at: datetime
    code: str
    name: str
    amount_minor: int
    borne_minor: int
    event: str
    event_id: int | None
    charge_g: int | None
    reason: str
    rule: str
    is_taken_back: bool

    @property
    def may_be_taken_back(self) -> bool:
        """True of a fee that stands; a credit and a tax follow other lines."""
        return self.amount_minor + self.borne_minor > 0 and not self.is_taken_back and self.code != "tax"


def charges_of(account_id: int, waybill_id: int, language: str) -> list[ChargeLine]:
    """All that was charged for one waybill, in order."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "charges_of"), [TAKEN_BACK, account_id, waybill_id])
        rows = [_Row(*row) for row in cursor.fetchall()]
    names = version_names(row.version_id for row in rows if row.version_id)
    return [_line(row, names, language) for row in rows]


class _Row(msgspec.Struct, frozen=True):
    """A row of `charges_of.sql`; reason is JSON text."""

    id: int
    charged_at: datetime
    code: str
    amount_minor: int
    borne_minor: int
    currency: str
    event: str
    event_id: int | None
    charge_g: int | None
    before_minor: int
    version_id: int | None
    reason: str | None
    is_taken_back: bool


def _line(row: _Row, names: dict[int, str], language: str) -> ChargeLine:
    why = _WHY.decode(row.reason) if row.reason else None
    whole = row.amount_minor + row.borne_minor
    return ChargeLine(
        row.id, row.charged_at, row.code, fee_name(row.code, language), row.amount_minor, row.borne_minor, row.event,
        row.event_id, row.charge_g, explain(why, whole, row.before_minor, row.currency, language),
        names.get(row.version_id, "") if row.version_id else "", row.is_taken_back,
    )  # fmt: skip


def events_of(account_id: int, waybill_id: int) -> list[str]:
    """The events the waybill's list asks something for today, in the order of its rows; empty where it has no list."""
    found = weighed([(account_id, waybill_id)], datetime.now(UTC))
    if not found:
        return []
    request = found[0].request
    (version_ids,) = candidates([replace(request, at=datetime.now(UTC))])
    for tariff in (tariffs(version_ids)[version_id] for version_id in version_ids):
        if tariff.zone(request.country, request.postcode, request.region, request.origin) is not None:
            return list(dict.fromkeys(rule.event for rule in tariff.sheet.rules if rule.event))
    return []


class WaitingEvent(msgspec.Struct, frozen=True):
    """An event that could not be priced; message is a msgid with {named} places that `params` fill."""

    number: str
    account_name: str
    event: str
    code: str
    message: str
    params: dict[str, str]
    happened_at: datetime


def unrated_events(limit: int = 200) -> list[WaitingEvent]:
    """Events a list asks something for that wait for a table, the longest waiting first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT w.number, a.name, u.event, u.code, u.message, u.params::text, u.happened_at
                 FROM unrated_event u JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id
                 JOIN account a ON a.id = u.account_id ORDER BY u.happened_at, u.waybill_id LIMIT %s""",
            [limit],
        )
        return [
            WaitingEvent(*(*row[:5], msgspec.json.decode(row[5], type=dict[str, str]), row[6]))
            for row in cursor.fetchall()
        ]
