"""The dialogue of a scan station: one box, one line at a time, hands on the scanner. Pure.

scan a code -> weigh -> measure -> verdict. What was said so far is `Held`; it travels in a hidden field.
"""

import re
from decimal import Decimal
from enum import StrEnum

import msgspec

WEIGHT = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))?\s*(kg|g)?", re.IGNORECASE)
SIDE = r"(\d{1,4}(?:[.,]\d)?)"
SIZE = re.compile(rf"{SIDE}\s*[x×*/ ]\s*{SIDE}\s*[x×*/ ]\s*{SIDE}\s*(?:cm)?", re.IGNORECASE)
SURELY_WEIGHT = re.compile(r"[.,a-z]", re.IGNORECASE)  # a bare 1001 may be a merchant's reference
TEXT_MAX = 200
UNDO_CARDS = frozenset({"CMD-UNDO", "CMD-ABORT"})
CONFIRM_CARDS = frozenset({"CMD-CONFIRM", "CMD-OK"})


class Step(StrEnum):
    """What the box waits for."""

    CODE = "code"
    WEIGH = "weigh"
    MEASURE = "measure"
    CONFIRM = "confirm"
    CHOOSE = "choose"
    AGAIN = "again"  # a code, or the weight of the parcel scanned twice: only one nobody could take for a code


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the operator said so far: g, mm; `choices`: (account_id, waybill_id) offered by number. insists: confirmed before.

    again: the piece that was weighed already and is weighed once more.
    """

    step: Step = Step.CODE
    text: str = ""
    weight_g: int | None = None
    sides_mm: tuple[int, int, int] = (0, 0, 0)
    choices: tuple[tuple[int, int], ...] = ()
    chosen: tuple[int, int] | None = None
    insists: bool = False
    again: int | None = None


class Ask(msgspec.Struct, frozen=True):
    """Go on asking; `is_misread`: the line was not understood."""

    held: Held
    is_misread: bool = False


class Send(msgspec.Struct, frozen=True):
    """Enough is known: judge it."""

    held: Held


def advance(typed: str, held: Held, *, measures: bool) -> Ask | Send:
    """What a line means after what was held. measures: the station asks for three lengths too."""
    line = typed.strip()[:TEXT_MAX]
    if not line:
        return _empty(held)
    if held.step == Step.CONFIRM and line.upper() in CONFIRM_CARDS:
        return Send(msgspec.structs.replace(held, insists=True))
    if held.step == Step.CHOOSE and line.isascii() and line.isdigit() and 1 <= int(line[:3]) <= len(held.choices):
        return Send(msgspec.structs.replace(held, chosen=held.choices[int(line) - 1]))
    asked = held.step in (Step.WEIGH, Step.CONFIRM) or (held.step == Step.AGAIN and SURELY_WEIGHT.search(line))
    if asked and (weight_g := grams(line)) is not None:
        return _weighed(held, weight_g, measures=measures and held.step != Step.CONFIRM)
    if held.step == Step.MEASURE:
        sides = millimetres(line)
        if sides is not None:
            return Send(msgspec.structs.replace(held, sides_mm=sides))
        return Ask(held, is_misread=True)
    return Send(Held(text=line))


def _empty(held: Held) -> Ask | Send:
    if held.step == Step.MEASURE:
        return Send(held)
    if held.step == Step.CONFIRM:
        return Send(msgspec.structs.replace(held, insists=True))
    return Ask(held)


def _weighed(held: Held, weight_g: int, *, measures: bool) -> Ask | Send:
    weighed = msgspec.structs.replace(held, weight_g=weight_g)
    return Ask(msgspec.structs.replace(weighed, step=Step.MEASURE)) if measures else Send(weighed)


def grams(line: str) -> int | None:
    """`1.24`, `1,24 kg`, `640 g` -> grams; None when the line is no weight (then it is a code)."""
    hit = WEIGHT.fullmatch(line)
    if hit is None:
        return None
    number = Decimal(f"{hit[1]}.{hit[2] or '0'}")
    return int(number if (hit[3] or "").lower() == "g" else number * 1000)


def millimetres(line: str) -> tuple[int, int, int] | None:
    """`30 22 14`, `30x22x14.5 cm` -> mm."""
    hit = SIZE.fullmatch(line)
    if hit is None:
        return None
    a, b, c = (int(Decimal(side.replace(",", ".")) * 10) for side in hit.groups())
    return a, b, c


def decode(raw: str) -> Held:
    """The hidden field; anything else than what we wrote counts as nothing held."""
    try:
        return msgspec.json.decode(raw.encode()[:4000], type=Held)
    except (msgspec.MsgspecError, UnicodeEncodeError):
        return Held()


def encode(held: Held) -> str:
    """For the hidden field."""
    return msgspec.json.encode(held).decode()
