"""The only writers of countries, ports, sites, number ranges and services."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from django.db import connection, connections, transaction

from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.network import locodes, reads, reference
from galeon.network.models import NumberRange, Service, ServiceCountry, ServiceLeg, Site


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One leg of a service: kind first_mile, line_haul, customs or last_mile; ports by UN/LOCODE."""

    kind: str
    transport: str
    days: int
    origin: str | None = None
    destination: str | None = None
    carrier: str = ""


def open_site(site: Site) -> Site:
    """Open a hub, warehouse or office. Raises IntegrityError when the code is taken."""
    site.save(force_insert=True)
    return site


def open_range(
    code: str, prefix: str, digits: int, check_digit: str, *, suffix: str = "", first: int = 1
) -> NumberRange:
    """Open a range of numbers: prefix + `digits` digits + check digit (none, mod10, s10) + suffix."""
    with transaction.atomic():
        made = NumberRange.objects.create(
            code=code, prefix=prefix, suffix=suffix, digits=digits, check_digit=check_digit, last=10**digits - 1
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT network_open_range(%s, %s)", [made.pk, first])
    return made


def open_service(service: Service, countries: Sequence[str], legs: Sequence[Leg]) -> Service:
    """Open a service with the countries it goes to and its legs in order."""
    with transaction.atomic():
        service.save(force_insert=True)
        ServiceCountry.objects.bulk_create([ServiceCountry(service=service, country_id=c) for c in countries])
        ServiceLeg.objects.bulk_create(
            [
                ServiceLeg(
                    service=service, no=no, kind=leg.kind, transport=leg.transport, origin_id=leg.origin,
                    destination_id=leg.destination, carrier=leg.carrier, days=leg.days,
                )
                for no, leg in enumerate(legs, 1)
            ]
        )  # fmt: skip
    reads.distrust()
    return service


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did: entries read, ports added, changed and removed, and what was left out.

    kept: removed in the table but referred to by something of ours. unknown: in no country of ISO 3166-1.
    faulty: rows that are neither an entry nor a heading.
    """

    read: int
    added: int
    changed: int
    removed: int
    kept: int
    unknown: int
    faulty: int


def load_reference(using: str = "default") -> None:
    """Countries and ports from `network/data`; does nothing when these very tables were loaded before.

    What was loaded is remembered in the comment of table `port`, so `using` must be the owner's connection.
    """
    mark = f"reference {reference.fingerprint()}"
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SELECT obj_description('port'::regclass)")
        if cursor.fetchone() == (mark,):
            return
        cursor.execute(load("network", "load_countries"), _columns(reference.countries()))
        cursor.execute(load("network", "load_ports"), _columns(reference.ports()))
        cursor.execute(f"COMMENT ON TABLE port IS '{mark}'")  # a comment takes no parameters
    reads.distrust()


def import_locodes(path: Path) -> Imported | Refusal:
    """Take over UNECE's UN/LOCODE table from one of its CSV parts, or from its zip with all of them; safe to repeat."""
    try:
        rows = [place for text in locodes.texts(path) for place in locodes.places(text)]
    except (OSError, ValueError):
        rows = []
    places = [place for place in rows if place is not None]
    if not places:
        return Refusal(
            code="locodes_unreadable",
            field="path",
            message="{path} is not a UN/LOCODE table.",
            params={"path": str(path)},
        )
    alive = [place for place in places if not place.removed]
    leaving = {place.locode for place in places if place.removed} - {place.locode for place in alive}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            load("network", "import_locodes"),
            {
                "locodes": [p.locode for p in alive],
                "names": [p.name for p in alive],
                "functions": [p.functions for p in alive],
                "iatas": [p.iata for p in alive],
                "latitudes": [p.latitude_udeg for p in alive],
                "longitudes": [p.longitude_udeg for p in alive],
            },
        )
        added, changed, unknown = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), network_remove_ports(%s) FROM port WHERE locode = ANY(%s)", [list(leaving), list(leaving)]
        )
        known, removed = cursor.fetchone()
    return Imported(
        read=len(places), added=added, changed=changed, removed=removed, kept=known - removed, unknown=unknown,
        faulty=len(rows) - len(places),
    )  # fmt: skip


def _columns(rows: Sequence[msgspec.Struct]) -> list[list[object]]:
    """The rows turned into one list a column, for unnest."""
    return [[getattr(row, name) for row in rows] for name in rows[0].__struct_fields__]
