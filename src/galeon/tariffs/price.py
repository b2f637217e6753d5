"""What a price is asked with and what comes back. Pure: no Django, no clock.

Money is integer minor units, weight integer grams, length integer millimetres.
"""

from datetime import datetime

from msgspec import Struct

from galeon.tariffs.why import Reason, Weighing


class Piece(Struct, frozen=True):
    """One parcel as weighed and measured; a length of 0 means not measured."""

    weight_g: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


class Values(Struct, frozen=True, kw_only=True):
    """Amounts a shipment carries, in minor units of the list's currency; 0 = none."""

    declared_minor: int = 0
    insured_minor: int = 0
    cod_minor: int = 0
    duty_minor: int = 0
    vat_minor: int = 0


NO_VALUES = Values()
NO_OPTIONS: frozenset[str] = frozenset()


class PriceRequest(Struct, frozen=True):
    """One shipment to be priced for one account at one moment (`at`, aware): its receipt, or now where there is none yet.

    level: the account's level code; country: ISO alpha-2; region: state or province as written; cargo_class: general,
    battery, ...; origin: a site's code; options: what is asked for (residential, insurance, ...); containers: type and
    number of each, as ("40HC", 2); ordered_at: for lists dated by the order, None = `at`; agent_id: whose customer it is;
    supplier: for costs, "" = any. event: what raises the fees that are asked for, "" = the weigh-in.
    """

    service_id: int
    account_id: int
    level: str
    currency: str
    country: str
    postcode: str
    pieces: tuple[Piece, ...]
    cargo_class: str
    at: datetime
    region: str = ""
    city: str = ""
    origin: str = ""
    options: frozenset[str] = NO_OPTIONS
    values: Values = NO_VALUES
    containers: tuple[tuple[str, int], ...] = ()
    ordered_at: datetime | None = None
    agent_id: int | None = None
    supplier: str = ""
    event: str = ""


class PriceLine(Struct, frozen=True, omit_defaults=True):
    """One fee and why it is what it is; rule: the position of the row it was made by, of several the first."""

    code: str
    amount_minor: int
    reason: Reason
    rule: int | None = None


class Price(Struct, frozen=True, omit_defaults=True):
    """A price: total_minor is the sum of its lines. version_id names the published list version it was made by.

    volumetric_g: of the pieces whose volume counts, to the nearest gram; charge_weight_g: rounded up to the gram where the
    list weighs in pounds; zone: of the destination.
    """

    currency: str
    total_minor: int
    actual_g: int
    volumetric_g: int
    charge_weight_g: int
    version_id: int
    lines: tuple[PriceLine, ...]
    zone: str = ""
    weighing: Weighing | None = None

    @property
    def unit_minor(self) -> int:
        """What a kilogram of charge weight comes to, rounded half up: 883.00 for 12 kg is 73.58."""
        return half_up(self.total_minor * 1000, self.charge_weight_g)


def half_up(numerator: int, denominator: int) -> int:
    """The fraction rounded to the nearest integer, halves away from zero; the denominator is positive."""
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)
