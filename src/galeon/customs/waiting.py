"""Masters that have arrived with waybills nobody has declared yet."""

import msgspec
from django.db import connection


class Waiting(msgspec.Struct, frozen=True):
    """A master to declare: the country it arrived in, and how many of its waybills wait."""

    master_id: int
    number: str
    country: str
    bags: int
    waybills: int


def undeclared(limit: int = 100) -> list[Waiting]:
    """Arrived masters with waybills that still stand as arrived, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT m.id, m.number, p.country_id, m.bags, count(DISTINCT w.id)::int
                 FROM departure d JOIN port p ON p.locode = d.destination_id
                 JOIN master m ON m.departure_id = d.id JOIN bag b ON b.master_id = m.id
                 JOIN bag_parcel x ON x.bag_id = b.id AND x.out_at IS NULL
                 JOIN waybill w ON w.account_id = x.account_id AND w.id = x.waybill_id AND w.state = 'arrived'
                WHERE d.state = 'arrived' GROUP BY m.id, p.country_id ORDER BY m.id DESC LIMIT %s""",
            [limit],
        )
        return [Waiting(*row) for row in cursor.fetchall()]
