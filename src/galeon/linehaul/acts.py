"""The only doors to our own vehicles: open_bag, bag, unbag, seal, unseal, schedule, build_master, depart, arrive."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from galeon.kernel.refusal import Refusal
from galeon.linehaul.bagging import bag, unbag
from galeon.linehaul.loading import arrive, build_master, depart
from galeon.linehaul.models import Bag, Departure
from galeon.linehaul.numbers import bag_numbers, company_prefix
from galeon.linehaul.sealing import seal, unseal
from galeon.linehaul.terms import NewBag, NewDeparture, OpenedBag
from galeon.network.models import Port

__all__ = ["arrive", "bag", "build_master", "depart", "open_bag", "schedule", "seal", "unbag", "unseal"]

BAGS_MAX = 1_000


def open_bag(new: Sequence[NewBag], at: datetime, *, operator_id: int | None = None) -> list[OpenedBag | Refusal]:
    """Open bags; each gets our number and an SSCC. Refused for a port nobody knows."""
    if len(new) > BAGS_MAX:
        raise ValueError(f"at most {BAGS_MAX} bags at once")
    country = dict(Port.objects.filter(pk__in={n.destination for n in new}).values_list("locode", "country_id"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT galeon_id(), nextval('bag_serial_seq') FROM generate_series(1, %s)", [len(new)])
        drawn = cursor.fetchall()
        answers = [
            _opened(n, country[n.destination], id_, serial) if n.destination in country else _no_port(n.destination)
            for n, (id_, serial) in zip(new, drawn, strict=True)
        ]
        Bag.objects.bulk_create(
            [
                Bag(
                    id=made.id, number=made.number, sscc=made.sscc, site_id=n.site_id, destination_id=made.destination,
                    countries=list(made.countries), tare_g=n.tare_g, opened_at=at, opened_by=operator_id,
                )
                for n, made in zip(new, answers, strict=True)
                if isinstance(made, OpenedBag)
            ]
        )  # fmt: skip
    return answers


def _opened(new: NewBag, country: str, id_: int, serial: int) -> OpenedBag:
    number, sscc = bag_numbers(serial, company_prefix())
    return OpenedBag(id_, number, sscc, new.destination, new.countries or (country,))


def schedule(new: Sequence[NewDeparture]) -> list[Departure | Refusal]:
    """Put departures on the board; the same one (conveyance, voyage, time) twice is one. Refused for unknown ports,
    or times that do not follow each other: cut-off, leaving, landing."""
    ports = set(
        Port.objects.filter(pk__in={p for n in new for p in (n.origin, n.destination)}).values_list("pk", flat=True)
    )
    refusals = [_unschedulable(n, ports) for n in new]
    made = [
        Departure(
            transport=n.transport, conveyance=n.conveyance, voyage=n.voyage, origin_id=n.origin, destination_id=n.destination,
            cut_off_at=n.cut_off_at, leaves_at=n.leaves_at, due_at=n.due_at,
        )
        for n, no in zip(new, refusals, strict=True)
        if no is None
    ]  # fmt: skip
    Departure.objects.bulk_create(made, ignore_conflicts=True)
    kept = {
        (d.transport, d.conveyance, d.voyage, d.leaves_at): d
        for d in Departure.objects.filter(conveyance__in={d.conveyance for d in made})
    }
    return [no or kept[(n.transport, n.conveyance, n.voyage, n.leaves_at)] for n, no in zip(new, refusals, strict=True)]


def _unschedulable(new: NewDeparture, ports: set[str]) -> Refusal | None:
    for field, port in (("origin", new.origin), ("destination", new.destination)):
        if port not in ports:
            return _no_port(port, field)
    if new.transport not in Departure.Transport.values or not 1 <= len(new.conveyance) <= 60:
        return Refusal(code="conveyance_wrong", field="conveyance", message="Name the flight, vessel, truck or train.")
    if not new.cut_off_at <= new.leaves_at < new.due_at:
        return Refusal(
            code="times_wrong",
            field="leaves_at",
            message="The cut-off comes before leaving, and leaving before landing.",
        )
    return None


def _no_port(port: str, field: str = "destination") -> Refusal:
    return Refusal(code="port_unknown", field=field, message="There is no port {port}.", params={"port": port[:5]})
