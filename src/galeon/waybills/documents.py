"""The papers kept with waybills: a carrier's label, a proof of delivery. Customers see their own only."""

from collections.abc import Sequence

import msgspec
from django.db import connection

CARRIER_LABEL = "carrier_label"

NEWEST = """
SELECT DISTINCT ON (d.account_id, d.waybill_id) d.account_id, d.waybill_id, d.media_type, d.source,
       CASE WHEN %s THEN d.content END
  FROM unnest(%s::bigint[], %s::bigint[]) AS u(a, w)
  JOIN document d ON d.account_id = u.a AND d.waybill_id = u.w AND d.kind = %s
 ORDER BY d.account_id, d.waybill_id, d.id DESC"""


class Paper(msgspec.Struct, frozen=True):
    """A document as kept. source: who it is from, as `ups:1Z...`. content: empty when only asked whether it is there."""

    media_type: str
    source: str
    content: bytes


def newest(waybills: Sequence[tuple[int, int]], kind: str, *, whole: bool = True) -> dict[tuple[int, int], Paper]:
    """The newest paper of a kind of each (account_id, waybill_id) that has one; `whole`: with its content."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [whole, [a for a, _ in waybills], [w for _, w in waybills], kind])
        return {(row[0], row[1]): Paper(row[2], row[3], bytes(row[4] or b"")) for row in cursor.fetchall()}
