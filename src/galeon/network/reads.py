"""What services there are and what they take; read at most once a second per process."""

from time import monotonic

import msgspec
from django.db import connection

FRESH_S = 1.0


class ServiceRules(msgspec.Struct, frozen=True):
    """A service as intake checks it. weights g, lengths mm, declared value in minor units of the order's currency."""

    id: int
    code: str
    name_en: str
    name_es: str
    name_zh: str
    mode: str
    is_open: bool
    weight_g_min: int
    weight_g_max: int
    length_mm_max: int
    girth_mm_max: int | None
    declared_minor_max: int | None
    divisor_cm3_per_kg: int | None
    cargo_classes: tuple[str, ...]
    carrier: str
    label_layout: str
    number_range_id: int
    origin_site_id: int
    origin_site_code: str
    days_min: int
    days_max: int
    countries: frozenset[str]

    def name(self, language: str) -> str:
        """The service's name in the reader's language."""
        return {"es": self.name_es, "zh": self.name_zh}.get(language[:2], self.name_en)


class Network(msgspec.Struct, frozen=True):
    """Everything intake must know of the network, at one moment."""

    services: dict[str, ServiceRules]
    countries: frozenset[str]
    postcode_required: frozenset[str]


_kept: dict[str, tuple[float, Network]] = {}


def network() -> Network:
    """Open and closed services by code, and the known countries; at most a second old."""
    name = connection.settings_dict["NAME"]
    kept = _kept.get(name)
    if kept is None or monotonic() - kept[0] > FRESH_S:
        kept = (monotonic(), _read())
        _kept[name] = kept
    return kept[1]


def distrust() -> None:
    """Forget what was read: this process has just changed the network."""
    _kept.clear()


def service_by_id(service_id: int) -> ServiceRules:
    """One service. Raises KeyError when there is none."""
    for service in network().services.values():
        if service.id == service_id:
            return service
    raise KeyError(service_id)


def _read() -> Network:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.id, s.code, s.name_en, s.name_es, s.name_zh, s.mode, s.is_open, s.weight_g_min, s.weight_g_max,
                 s.length_mm_max, s.girth_mm_max, s.declared_minor_max, s.divisor_cm3_per_kg, s.cargo_classes, s.carrier,
                 s.label_layout, s.number_range_id, s.origin_site_id, o.code, s.days_min, s.days_max,
                 ARRAY(SELECT c.country_id FROM service_country c WHERE c.service_id = s.id)
               FROM service s JOIN site o ON o.id = s.origin_site_id ORDER BY s.id"""
        )
        services = [
            ServiceRules(*(*row[:13], tuple(row[13]), *row[14:21], frozenset(row[21]))) for row in cursor.fetchall()
        ]
        cursor.execute("SELECT alpha2, postcode_required FROM country")
        countries = cursor.fetchall()
    return Network(
        {s.code.upper(): s for s in services},
        frozenset(code for code, _ in countries),
        frozenset(code for code, required in countries if required),
    )


def country_names(language: str) -> dict[str, str]:
    """ISO alpha-2 -> name in en, es or zh."""
    column = {"es": "name_es", "zh": "name_zh"}.get(language[:2], "name_en")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT alpha2, {column} FROM country")  # noqa: S608  the column is one of three of ours
        return dict(cursor.fetchall())
