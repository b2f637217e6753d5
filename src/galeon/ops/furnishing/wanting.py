"""The columns that a table of the file asks for: key in the file -> (column, value)."""

from decimal import Decimal

from galeon.network.acts import Leg
from galeon.network.models import ServiceCountry, ServiceLeg
from galeon.ops.furnishing.terms import AccountTable, EntityTable, RangeTable, ServiceTable, SiteTable
from galeon.parties.acts import NewAccount

Wanted = dict[str, tuple[str, object]]

_SAME = ("code", "name_en", "name_es", "name_zh", "mode", "weight_g_min", "weight_g_max", "length_mm_max", "girth_mm_max",
         "declared_minor_max", "divisor_cm3_per_kg", "carrier", "days_min", "days_max")  # fmt: skip
_ACCOUNT = ("code", "name", "currency", "timezone", "language", "terms", "cycle", "due_days", "email")


def columns(wanted: Wanted) -> dict[str, object]:
    """Column -> value, as a model takes them."""
    return dict(wanted.values())


def site(table: SiteTable) -> Wanted:
    """A site's columns."""
    same = {name: (name, getattr(table, name)) for name in ("code", "name", "kind", "city", "address", "timezone")}
    return {
        **same,
        "country": ("country_id", table.country),
        "port": ("port_id", table.port),
        "latitude": ("latitude_udeg", _micro(table.latitude)),
        "longitude": ("longitude_udeg", _micro(table.longitude)),
    }


def number_range(table: RangeTable) -> Wanted:
    """A range's columns, but `first`: numbers have been drawn since."""
    return {name: (name, getattr(table, name)) for name in ("code", "prefix", "suffix", "digits", "check_digit")}


def service(table: ServiceTable, site_id: int, range_id: int) -> Wanted:
    """A service's columns."""
    return {
        **{name: (name, getattr(table, name)) for name in _SAME},
        "cargo_classes": ("cargo_classes", list(table.cargo_classes)),
        "site": ("origin_site_id", site_id),
        "number_range": ("number_range_id", range_id),
    }


def legs(table: ServiceTable) -> list[Leg]:
    """A service's legs in order."""
    return [
        Leg(
            kind=x.kind,
            transport=x.transport,
            days=x.days,
            origin=x.origin,
            destination=x.destination,
            carrier=x.carrier,
        )
        for x in table.leg
    ]


def another_way(table: ServiceTable, service_id: int) -> str:
    """`countries` or `leg` where the service that is there goes elsewhere or by other legs; empty where it does not."""
    countries = ServiceCountry.objects.filter(service_id=service_id).values_list("country_id", flat=True)
    if set(countries) != set(table.countries):
        return "countries"
    rows = ServiceLeg.objects.filter(service_id=service_id).order_by("no")
    there = [
        Leg(kind=x.kind, transport=x.transport, days=x.days, origin=x.origin_id, destination=x.destination_id, carrier=x.carrier)
        for x in rows
    ]  # fmt: skip
    return "" if there == legs(table) else "leg"


def entity(table: EntityTable) -> Wanted:
    """Our own company's columns."""
    return {name: (name, getattr(table, name)) for name in EntityTable.__struct_fields__}


def account(table: AccountTable, agent_id: int | None, entity_id: int | None) -> Wanted:
    """An account's columns; who invoices it, where the file says so."""
    same = {name: (name, getattr(table, name)) for name in _ACCOUNT}
    return {
        **same,
        **({"entity": ("entity_id", entity_id)} if entity_id else {}),
        "level": ("level_id", table.level),
        "agent": ("agent_id", agent_id),
    }


def new_account(table: AccountTable, agent_id: int | None, entity_id: int | None) -> NewAccount:
    """What opens the account."""
    return NewAccount(
        code=table.code, name=table.name, level=table.level, currency=table.currency, timezone=table.timezone,
        language=table.language, terms=table.terms, cycle=table.cycle, due_days=table.due_days, email=table.email,
        agent_id=agent_id, entity_id=entity_id or 1,
    )  # fmt: skip


def _micro(degrees: Decimal | None) -> int | None:
    return None if degrees is None else round(degrees * 1_000_000)
