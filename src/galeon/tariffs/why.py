"""Why a fee, and a charge weight, is what it is: as data, kept with every charge. `reasons` puts it in words. Pure.

Weights named `_milli` are in thousandths of the list's unit, grams where that is the kilogram. Some are stored under the
names they had when every list weighed in kilograms.
"""

from msgspec import Struct, field


class Terms(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may be said of any fee beside its own figures. Weights in thousandths of `unit`.

    least_minor/most_minor: the minimum or the cap that was charged instead of the figures; factor: what they were
    multiplied by ("0.49"); area, tier: the table that holds the destination; option: what was asked for;
    lifted_milli: the charge weight before it was billed at the start of a cheaper bracket; pieces_rounded: how many pieces
    were rounded up each by itself, 0 = their sum was.
    """

    unit: str = "kg"
    least_minor: int | None = None
    most_minor: int | None = None
    factor: str = ""
    area: str = ""
    tier: str = ""
    option: str = ""
    lifted_milli: int | None = None
    pieces_rounded: int = 0


class FirstContinued(Terms, frozen=True, tag="first_continued", tag_field="kind"):
    """A price for the first weight and one for each further step: `steps` of `step_milli` at `step_minor`."""

    currency: str
    weight_milli: int = field(name="weight_g")
    from_milli: int = field(name="from_g")
    round_milli: int = field(name="round_g")
    first_milli: int = field(name="first_g")
    first_minor: int
    step_milli: int = field(name="step_g")
    steps: int
    step_minor: int


class PerKg(Terms, frozen=True, tag="per_kg", tag_field="kind"):
    """`base_minor` and a rate per unit of weight, that of the bracket the whole weight falls in (up to `to_milli`, None =
    no upper end)."""

    currency: str
    weight_milli: int = field(name="weight_g")
    from_milli: int = field(name="from_g")
    round_milli: int = field(name="round_g")
    rate_minor: int
    to_milli: int | None = field(name="to_g")
    base_minor: int = 0


class Graduated(Terms, frozen=True, tag="graduated", tag_field="kind"):
    """Each stretch of the weight at its own rate: `parts` are (weight_milli, rate_minor), lightest bracket first."""

    currency: str
    weight_milli: int
    from_milli: int
    round_milli: int
    parts: tuple[tuple[int, int], ...]
    base_minor: int = 0


class PerTicket(Terms, frozen=True, tag="per_ticket", tag_field="kind"):
    """A fixed fee per shipment, such as a registration fee. to_milli: where a flat price has brackets, the end of this one,
    with the weight as in `PerKg`; 0 = the fee does not look at the weight."""

    currency: str
    fee_minor: int
    weight_milli: int = 0
    from_milli: int = 0
    round_milli: int = 0
    to_milli: int | None = None


class PerPiece(Terms, frozen=True, tag="per_piece", tag_field="kind"):
    """A fee for each of `pieces` pieces; tests: what was true of them, as (measure, over, up_to)."""

    currency: str
    pieces: int
    fee_minor: int
    tests: tuple[tuple[str, int, int | None], ...] = ()


class PerCbm(Terms, frozen=True, tag="per_cbm", tag_field="kind"):
    """A rate per m3 of the pieces' volume, in mm3."""

    currency: str
    volume_mm3: int
    rate_minor: int
    base_minor: int = 0


class PerContainer(Terms, frozen=True, tag="per_container", tag_field="kind"):
    """A rate for each container of one type."""

    currency: str
    container: str
    count: int
    rate_minor: int


class Percent(Terms, frozen=True, tag="percent", tag_field="kind"):
    """A percentage of other lines: `percent` as the list has it ("21.5"), `of` their codes, `base_minor` their sum;
    table and since: the dated table it is from, and the day (ISO) from which it holds."""

    currency: str
    percent: str
    of: tuple[str, ...]
    base_minor: int
    table: str = ""
    since: str = ""


class OfValue(Terms, frozen=True, tag="of_value", tag_field="kind"):
    """A percentage of an amount the shipment carries; percent "100" passes the amount itself on."""

    currency: str
    percent: str
    value: str
    base_minor: int


class Several(Struct, frozen=True, tag="several", tag_field="kind"):
    """One fee that more than one row of the list makes up: the amount of each, and why."""

    parts: tuple["Part", ...]


Plain = FirstContinued | PerKg | Graduated | PerTicket | PerPiece | PerCbm | PerContainer | Percent | OfValue
Reason = Plain | Several


class Part(Struct, frozen=True, omit_defaults=True):
    """One row's share of a fee; rule: the position of the row."""

    amount_minor: int
    reason: Plain
    rule: int | None = None


class Weighing(Struct, frozen=True, omit_defaults=True):
    """Why the weight before rounding is what it is.

    by: actual, volumetric, minimum (the least charge weight of the ticket), or pieces (each piece its own greater weight
    or minimum). divisor: the one that counted, 0 = none or several; volume: in cm3, or in3 by the pound, of the pieces it
    counted for; share_percent as in `sheet.Divisor`; minimum_milli: the minimum that counted.
    """

    by: str
    divisor: int = 0
    volume: int = 0
    share_percent: int = 100
    minimum_milli: int = 0
    unit: str = "kg"
