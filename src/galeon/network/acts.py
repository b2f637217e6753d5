"""The only writers of sites, number ranges and services."""

from collections.abc import Sequence

import msgspec
from django.db import connection, transaction

from galeon.network import reads
from galeon.network.models import NumberRange, Service, ServiceCountry, ServiceLeg


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One leg of a service: kind first_mile, line_haul, customs or last_mile; ports by UN/LOCODE."""

    kind: str
    transport: str
    days: int
    origin: str | None = None
    destination: str | None = None
    carrier: str = ""


def open_range(code: str, prefix: str, digits: int, check_digit: str, *, suffix: str = "", first: int = 1) -> NumberRange:
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


def load_reference(using: str = "default") -> None:
    """Countries and ports from `network/data`; safe to repeat."""
