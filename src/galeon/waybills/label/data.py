"""What a label says: frozen values, gathered by the caller; this package turns them into PDF or ZPL.

One `LabelData` is one printed label, that is one piece. A waybill of three pieces is three of them.
"""

import datetime

import msgspec


class LabelAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends or receives. `lines`: street lines, 1 to 3. `country`: ISO 3166-1 alpha-2."""

    name: str
    lines: tuple[str, ...]
    city: str
    country: str
    company: str = ""
    phone: str = ""
    state: str = ""
    postcode: str = ""


class LabelItem(msgspec.Struct, frozen=True, kw_only=True):
    """One declared line of goods. `value_minor`: of the whole line, in minor units of `currency`."""

    title: str
    quantity: int
    value_minor: int
    currency: str
    hs_code: str = ""
    origin: str = ""


class LabelData(msgspec.Struct, frozen=True, kw_only=True):
    """One label.

    number: the displayed waybill number, printed as Code 128; the DataMatrix holds `number|piece`.
    hub: the big sorting mark beside the country, e.g. "LHR". cargo_class: `general` prints no mark.
    company: our name as carrier; logo_svg: our logo, printed in its place when given.
    weight_g: of this piece. layout: a key of `LAYOUTS`.
    """

    number: str
    company: str
    service_code: str
    service_name: str
    hub: str
    sender: LabelAddress
    recipient: LabelAddress
    weight_g: int
    date: datetime.date
    piece: int = 1
    pieces: int = 1
    reference: str = ""
    cargo_class: str = "general"
    incoterm: str = ""
    items: tuple[LabelItem, ...] = ()
    logo_svg: str = ""
    layout: str = "standard"
