"""What a station answers: a code, a big short word, a sentence, and what to do next."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    """Every answer there is."""

    RECEIVED = "received"
    REWEIGHED = "reweighed"
    SAME_WEIGHT = "same_weight"
    CONFIRMED = "confirmed"
    WEIGHT_DIFFERS = "weight_differs"
    OVER_LIMIT = "over_limit"
    STOPPED = "stopped"
    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    WHICH_PIECE = "which_piece"
    NO_SUCH_PIECE = "no_such_piece"
    WRONG_SITE = "wrong_site"
    PAST_STEP = "past_step"
    CANCELLED = "cancelled"
    WEIGHT_MISSING = "weight_missing"
    WEIGHT_ABSURD = "weight_absurd"
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"


AGREED = frozenset({Code.CONFIRMED, Code.SAME_WEIGHT})
"""Answers that let a parcel go on though they write no weight: the one recorded before stands."""


class Answer(msgspec.Struct, frozen=True):
    """tone: ok, warn (look, then go on) or bad (set the parcel aside). text has {named} places."""

    tone: str
    word: str | Promise
    text: str | Promise


ANSWERS: Mapping[Code, Answer] = {
    Code.RECEIVED: Answer("ok", _("RECEIVED"), _("{weight}, piece {piece} of {pieces}.")),
    Code.REWEIGHED: Answer("ok", _("REWEIGHED"), _("Now {weight}, before {before}.")),
    Code.SAME_WEIGHT: Answer("ok", _("SAME WEIGHT"), _("Weighed again: {weight}, as before. Nothing changes.")),
    Code.CONFIRMED: Answer("ok", _("CONFIRMED"), _("The weight of {weight} stands; declared were {declared}.")),
    Code.WEIGHT_DIFFERS: Answer(
        "warn", _("WEIGH AGAIN"), _("{weight} on the scale, {declared} declared. Weigh it again, or confirm.")
    ),
    Code.OVER_LIMIT: Answer(
        "warn", _("TOO HEAVY"), _("{weight} is recorded, but this service takes {limit} at most. Set it aside.")
    ),
    Code.STOPPED: Answer("bad", _("STOP"), _("{weight} is recorded. The parcel must not go on: {reason}.")),
    Code.DUPLICATE: Answer("warn", _("TWICE"), _("This parcel was scanned a moment ago. Nothing was written.")),
    Code.UNKNOWN: Answer("bad", _("UNKNOWN"), _("Nothing answers to this number. Set the parcel aside.")),
    Code.AMBIGUOUS: Answer("warn", _("WHICH ONE?"), _("Several waybills carry this number. Choose one.")),
    Code.WHICH_PIECE: Answer(
        "warn",
        _("WHICH PIECE?"),
        _("All {pieces} pieces are weighed. Scan the square code of the piece to weigh again."),
    ),
    Code.NO_SUCH_PIECE: Answer(
        "bad", _("NO PIECE {piece}"), _("This waybill has {pieces} pieces. Set the parcel aside.")
    ),
    Code.WRONG_SITE: Answer(
        "bad", _("WRONG SITE"), _("This parcel is expected at {site}. Send it there, or confirm to receive it here.")
    ),
    Code.PAST_STEP: Answer("bad", _("GONE ON"), _("This waybill is past this step. Nothing was written.")),
    Code.CANCELLED: Answer("bad", _("CANCELLED"), _("The merchant cancelled this waybill. Set the parcel aside.")),
    Code.WEIGHT_MISSING: Answer("warn", _("WEIGHT?"), _("Weigh the parcel: there is no weight.")),
    Code.WEIGHT_ABSURD: Answer("warn", _("WEIGHT?"), _("{weight} cannot be. Check the scale and weigh again.")),
    Code.UNDONE: Answer("ok", _("UNDONE"), _("The receipt was taken back. Weigh the parcel again.")),
    Code.NOTHING_TO_UNDO: Answer("warn", _("NOTHING TO UNDO"), _("No receipt of yours can be taken back now.")),
}

REASONS: Mapping[str, str | Promise] = {
    "customs": _("customs inspect it"),
    "arrears": _("the account is in arrears"),
    "intercept": _("the merchant asked to hold it"),
}
OTHER_REASON = _("it is being held")


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One of several waybills that carry the scanned number."""

    account_id: int
    account_name: str
    waybill_id: int
    number: str
    reference: str
    country: str
    city: str
    state: str


class StationVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a scan. Without a waybill (unknown, ambiguous) `waybill_id` is None and its facts are empty.

    weight_g, declared_g, before_g: of this piece. is_recorded: the weight was written. lane: where the parcel goes
    next. limit_g: the service's. halts: kinds of open stops. site: the site it is expected at, when that is another.
    """

    code: Code
    scanned: str
    is_recorded: bool = False
    account_id: int | None = None
    waybill_id: int | None = None
    number: str = ""
    displayed_number: str = ""
    reference: str = ""
    state: str = ""
    service_id: int | None = None
    country: str = ""
    city: str = ""
    lane: str = ""
    piece: int | None = None
    pieces: int = 0
    weight_g: int | None = None
    declared_g: int = 0
    before_g: int | None = None
    limit_g: int = 0
    site: str = ""
    halts: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def tone(self) -> str:
        """ok, warn or bad."""
        return ANSWERS[self.code].tone

    def word(self) -> str:
        """The word to read from three metres, in the reader's language."""
        return str(ANSWERS[self.code].word).format(piece=self.piece)

    def text(self) -> str:
        """The sentence, in the reader's language."""
        reasons = [str(REASONS.get(kind, OTHER_REASON)) for kind in self.halts]
        return str(ANSWERS[self.code].text).format(
            weight=kilograms(self.weight_g or 0), declared=kilograms(self.declared_g), before=kilograms(self.before_g or 0),
            limit=kilograms(self.limit_g), piece=self.piece, pieces=self.pieces, site=self.site, reason=", ".join(reasons),
        )  # fmt: skip


def kilograms(weight_g: int) -> str:
    """1540 -> 1.540 kg."""
    return f"{weight_g // 1000}.{weight_g % 1000:03d} kg"
