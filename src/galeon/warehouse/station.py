"""A scan station's values: what it sends, what the house knows of the parcel, and how forgiving the site is."""

from collections.abc import Mapping
from datetime import datetime

import msgspec


class StationScan(msgspec.Struct, frozen=True, kw_only=True):
    """One scan: the text as the scanner sent it, weight in g (None: the scale said nothing), sizes in mm (0: none).

    chosen: (account_id, waybill_id) the operator picked among several. is_confirmed: the operator saw the warning of
    the scan before (weight far from declared, another site) and insists. again: the piece the operator deliberately
    puts on the scale once more; without it the same weight within the fold time is a scanner that bounced.
    """

    text: str
    site_id: int
    operator_id: int
    occurred_at: datetime
    weight_g: int | None = None
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    chosen: tuple[int, int] | None = None
    is_confirmed: bool = False
    again: int | None = None


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A parcel as declared and, when it was weighed, as measured; sizes in mm, 0 when the tape said nothing."""

    no: int
    declared_g: int
    measured_g: int | None = None
    measured_at: datetime | None = None
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A waybill that answers to a scanned number. kind: ours, carrier, reference. is_current: the number is in force."""

    kind: str
    is_current: bool
    account_id: int
    account_name: str
    waybill_id: int
    number: str
    displayed_number: str
    reference: str
    service_id: int
    mode: str
    state: str
    to_country: str
    to_city: str
    origin_site_id: int
    pieces: tuple[Piece, ...]
    halts: tuple[str, ...]


class Rules(msgspec.Struct, frozen=True):
    """How forgiving a site's stations are; see `models.StationRule`."""

    tolerance_percent: int = 20
    tolerance_g: int = 200
    repeat_s: int = 60
    bounce_s: int = 3
    undo_s: int = 900
    weight_g_max: int = 1_000_000


class Site(msgspec.Struct, frozen=True):
    """A place of ours."""

    id: int
    code: str
    name: str
    timezone: str


MODE_LETTERS = {"express": "A", "consolidated": "B", "overseas": "C"}


class Floor(msgspec.Struct, frozen=True):
    """What every station must know: sites by id, rules by site (None: the rest), lanes, services' limits in g."""

    sites: Mapping[int, Site]
    rules: Mapping[int | None, Rules]
    lanes: Mapping[tuple[int, int, str], str]
    limits_g: Mapping[int, int]

    def rules_of(self, site_id: int) -> Rules:
        """The site's own rules, else the house's, else the defaults."""
        return self.rules.get(site_id) or self.rules.get(None) or Rules()

    def lane(self, site_id: int, found: Found) -> str:
        """Where the parcel goes next: the lane set for service and country, for the service, else mode and country."""
        by_country = (site_id, found.service_id, found.to_country)
        return (
            self.lanes.get(by_country)
            or self.lanes.get((site_id, found.service_id, ""))
            or f"{MODE_LETTERS.get(found.mode, 'D')}-{found.to_country}"
        )
