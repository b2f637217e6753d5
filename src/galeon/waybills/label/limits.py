"""What a label can carry: length of each field, characters that can be printed. Checked before anything is drawn."""

import re
from collections.abc import Iterator, Sequence

from galeon.kernel.documents.glyphs import missing_glyphs
from galeon.kernel.refusal import Refusal
from galeon.waybills.label.countries import country_names
from galeon.waybills.label.data import LabelAddress, LabelData
from galeon.waybills.label.fit import fit
from galeon.waybills.label.layouts import LAYOUTS
from galeon.waybills.label.standard import recipient_block, reference_block, sender_block

ADDRESS_LIMITS = {"name": 120, "company": 100, "phone": 32, "city": 80, "state": 80, "postcode": 16}
STREET_LINES_MAX = 3
STREET_LINE_MAX = 100
LIMITS = {
    "company": 60,
    "service_code": 24,
    "service_name": 80,
    "hub": 8,
    "reference": 64,
    "incoterm": 3,
    "cargo_class": 16,
}
ITEM_TITLE_MAX = 200
ITEMS_MAX = 200
PIECES_MAX = 999
WEIGHT_G_LIMIT = 100_000_000
# What Code 128 and every scanner set-up agree on; 29 symbols of two dots a module are what 94 mm hold.
NUMBER = re.compile(r"[A-Za-z0-9./-]{3,29}")
_ASCII = re.compile(r"[\x20-\x7e]*")
_WITHIN_ASCII = {"hub", "incoterm"}  # set in the printer's own font on a black ground


def first_refusal(labels: Sequence[LabelData]) -> Refusal | None:
    """Why these cannot be printed together: the first label's refusal, or that there is none to print."""
    if not labels:
        return Refusal(code="label_none", message="There is no label to print.")
    return next((refusal for label in labels if (refusal := label_refusal(label))), None)


def label_refusal(label: LabelData) -> Refusal | None:
    """Why this label cannot be printed, with the path of the field at fault; None when its texts are in order."""
    if NUMBER.fullmatch(label.number) is None:
        message = "A waybill number of 3 to 29 letters, digits, dots, dashes or slashes is needed, not {value}."
        return Refusal(code="label_number", field="number", message=message, params={"value": label.number})
    if not 1 <= label.piece <= label.pieces <= PIECES_MAX:
        message = "Piece {piece} of {pieces} cannot be."
        params = {"piece": str(label.piece), "pieces": str(label.pieces)}
        return Refusal(code="label_piece", field="piece", message=message, params=params)
    if label.layout not in LAYOUTS:
        params = {"layout": label.layout, "known": ", ".join(LAYOUTS)}
        message = "{layout} is no label layout. There are: {known}."
        return Refusal(code="label_layout", field="layout", message=message, params=params)
    if not 0 <= label.weight_g < WEIGHT_G_LIMIT:
        params = {"weight_g": str(label.weight_g)}
        return Refusal(code="label_weight", field="weight_g", message="{weight_g} g is no weight.", params=params)
    if len(label.items) > ITEMS_MAX:
        return _too_long("items", ITEMS_MAX)
    for field, text, limit in _texts(label):
        if refusal := _text_refusal(field, text, limit):
            return refusal
    return _address_refusal(label.recipient, "recipient") or _address_refusal(label.sender, "sender")


def address_refusal(address: LabelAddress, field: str, *, is_sender: bool = False) -> Refusal | None:
    """Whether an address will have its place on a label, for the moment an order arrives; about 50 µs.

    field: the path it is named by in the refusal. Stricter than printing in one thing: the room is reckoned with each
    letter's widest shape, so an address that passes here is never refused by the printer.
    """
    if refusal := _address_refusal(address, field):
        return refusal
    block = sender_block(address) if is_sender else recipient_block(address)
    if fit(block):
        return None
    message = "{field} is too long to be printed whole on a label."
    return Refusal(code="label_too_long", field=f"{field}.lines", message=message, params={"field": field})


def reference_refusal(reference: str) -> Refusal | None:
    """Whether a merchant's reference will have its place on a label, for the moment an order arrives."""
    if fit(reference_block(reference)):
        return None
    message = "{field} is too long to be printed whole on a label."
    return Refusal(code="label_too_long", field="reference", message=message, params={"field": "reference"})


def _address_refusal(address: LabelAddress, field: str) -> Refusal | None:
    for name, limit in ADDRESS_LIMITS.items():
        if refusal := _text_refusal(f"{field}.{name}", getattr(address, name), limit):
            return refusal
    if not address.name.strip():
        return Refusal(code="label_no_name", field=f"{field}.name", message="A label needs a name.")
    if len(address.lines) > STREET_LINES_MAX:
        return _too_long(f"{field}.lines", STREET_LINES_MAX)
    for at, text in enumerate(address.lines):
        if refusal := _text_refusal(f"{field}.lines[{at}]", text, STREET_LINE_MAX):
            return refusal
    try:
        country_names(address.country)
    except LookupError:
        message = "{value} is no country code of ISO 3166-1."
        params = {"value": address.country}
        return Refusal(code="label_country", field=f"{field}.country", message=message, params=params)
    return None


def _texts(label: LabelData) -> Iterator[tuple[str, str, int]]:
    for name, limit in LIMITS.items():
        yield name, getattr(label, name), limit
    for at, item in enumerate(label.items):
        yield f"items[{at}].title", item.title, ITEM_TITLE_MAX
        yield f"items[{at}].hs_code", item.hs_code, 14
        yield f"items[{at}].origin", item.origin, 2
        yield f"items[{at}].currency", item.currency, 3


def _text_refusal(field: str, text: str, limit: int) -> Refusal | None:
    if len(text) > limit:
        return _too_long(field, limit)
    missing = missing_glyphs(text)
    if field in _WITHIN_ASCII and _ASCII.fullmatch(text) is None:
        missing = "".join(character for character in text if not character.isascii())
    if not missing:
        return None
    message = "{field} holds characters that no label can print: {characters}. Write it without them."
    characters = " ".join(c if c.isprintable() and c != " " else f"U+{ord(c):04X}" for c in missing)
    return Refusal(
        code="missing_glyph", field=field, message=message, params={"field": field, "characters": characters}
    )


def _too_long(field: str, limit: int) -> Refusal:
    message = "{field} is longer than the {limit} that a label holds."
    return Refusal(code="label_too_long", field=field, message=message, params={"field": field, "limit": str(limit)})
