"""What a scan means for the parcel at hand. Pure: what is known of the parcel and the moment are arguments."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from galeon.warehouse.scanned import Meaning
from galeon.warehouse.station import Floor, Found, Piece, Rules, StationScan
from galeon.warehouse.verdicts import Choice, Code, StationVerdict
from galeon.waybills.directory import likeliest
from galeon.waybills.journey import next_codes

CHOICES_MAX = 8
Weighed = dict[tuple[int, int, int], tuple[int, datetime, int, int, int]]  # what this very batch has weighed so far


def judge(
    scan: StationScan, meant: Mapping[Meaning, Sequence[Found]], floor: Floor, weighed: Weighed
) -> StationVerdict:
    """The verdict of one scan; `is_recorded` says that its weight is to be written. `meant`: likeliest first."""
    if scan.text.strip() and scan.chosen is None:
        for meaning, found in meant.items():
            if found:
                several = likeliest(found)
                if len(several) == 1:
                    return _judge_waybill(scan, meaning, several[0], floor, weighed)
                choices = _choices(several)
                return StationVerdict(code=Code.AMBIGUOUS, scanned=scan.text, choices=choices, weight_g=scan.weight_g)
    for meaning, found in meant.items():
        for one in found:
            if (one.account_id, one.waybill_id) == scan.chosen:
                return _judge_waybill(scan, meaning, one, floor, weighed)
    return StationVerdict(code=Code.UNKNOWN, scanned=scan.text, weight_g=scan.weight_g)


def _choices(several: Sequence[Found]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            account_id=f.account_id, account_name=f.account_name, waybill_id=f.waybill_id, number=f.number,
            reference=f.reference, country=f.to_country, city=f.to_city, state=f.state,
        )
        for f in several[:CHOICES_MAX]
    )  # fmt: skip


def _judge_waybill(scan: StationScan, meaning: Meaning, one: Found, floor: Floor, weighed: Weighed) -> StationVerdict:
    rules = floor.rules_of(scan.site_id)
    facts = _facts(scan, one, floor)
    if one.state == "cancelled":
        return _with(facts, Code.CANCELLED)
    if "weigh_in" not in next_codes(one.state):
        return _with(facts, Code.PAST_STEP)
    if one.origin_site_id != scan.site_id and not scan.is_confirmed:
        site = floor.sites.get(one.origin_site_id)
        return _with(facts, Code.WRONG_SITE, site=f"{site.code} {site.name}" if site else "")
    pieces = [_overlaid(one, piece, weighed) for piece in one.pieces]
    piece = _piece(scan, meaning, pieces, rules)
    if isinstance(piece, Code):
        return _with(facts, piece, piece=meaning.piece)
    facts = _with(facts, facts.code, piece=piece.no, declared_g=piece.declared_g, before_g=piece.measured_g)
    if (fault := _repeat_or_fault(scan, piece, rules)) is not None:
        return _with(facts, fault)
    weight_g = scan.weight_g or 0  # a scan without one ended above
    total_g = weight_g + sum(p.measured_g or 0 for p in pieces if p.no != piece.no)
    code = _recorded(scan, piece, facts, total_g, rules)
    if one.origin_site_id == scan.site_id and _is_no_news(scan, piece):  # at another site, where it lies is news
        return _with(facts, Code.SAME_WEIGHT if code in (Code.WEIGHT_DIFFERS, Code.REWEIGHED) else code)
    sizes = (scan.length_mm, scan.width_mm, scan.height_mm)
    weighed[one.account_id, one.waybill_id, piece.no] = weight_g, scan.occurred_at, *sizes
    return _with(facts, code, is_recorded=True)


def _facts(scan: StationScan, one: Found, floor: Floor) -> StationVerdict:
    return StationVerdict(
        code=Code.RECEIVED, scanned=scan.text, account_id=one.account_id, waybill_id=one.waybill_id, number=one.number,
        displayed_number=one.displayed_number, reference=one.reference, state=one.state, service_id=one.service_id,
        country=one.to_country, city=one.to_city, lane=floor.lane(scan.site_id, one), pieces=len(one.pieces),
        weight_g=scan.weight_g, limit_g=floor.limits_g.get(one.service_id, 0), halts=one.halts,
    )  # fmt: skip


def _with(verdict: StationVerdict, code: Code, **changes: object) -> StationVerdict:
    return msgspec.structs.replace(verdict, code=code, **changes)


def _overlaid(one: Found, piece: Piece, weighed: Weighed) -> Piece:
    now = weighed.get((one.account_id, one.waybill_id, piece.no))
    return Piece(piece.no, piece.declared_g, *now) if now else piece


def _piece(scan: StationScan, meaning: Meaning, pieces: Sequence[Piece], rules: Rules) -> Piece | Code:
    """The piece the scan means. A text that names no piece means the next one that was not weighed yet."""
    if meaning.piece is not None:
        return next((p for p in pieces if p.no == meaning.piece), Code.NO_SUCH_PIECE)
    if named := next((p for p in pieces if p.no == scan.again), None):
        return named
    if len(pieces) == 1:
        return pieces[0]
    if bounced := next((p for p in pieces if _is_repeat(scan, p, rules.bounce_s)), None):
        return bounced
    if fresh := next((p for p in pieces if p.measured_g is None), None):
        return fresh
    return next((p for p in pieces if _is_repeat(scan, p, rules.repeat_s)), Code.WHICH_PIECE)


def _is_repeat(scan: StationScan, piece: Piece, within_s: int) -> bool:
    return (
        piece.measured_at is not None
        and abs(scan.occurred_at - piece.measured_at) <= timedelta(seconds=within_s)
        and scan.weight_g in (None, piece.measured_g)
    )


def _is_no_news(scan: StationScan, piece: Piece) -> bool:
    """A second weighing that says what the first one said; a tape that was not used says nothing."""
    sizes, before = (scan.length_mm, scan.width_mm, scan.height_mm), (piece.length_mm, piece.width_mm, piece.height_mm)
    return scan.weight_g == piece.measured_g and sizes in ((0, 0, 0), before)


def _repeat_or_fault(scan: StationScan, piece: Piece, rules: Rules) -> Code | None:
    if _is_repeat(scan, piece, rules.repeat_s):
        if scan.is_confirmed and _is_far(piece.measured_g or 0, piece.declared_g, rules):
            return Code.CONFIRMED
        if scan.again != piece.no or scan.weight_g is None:
            return Code.DUPLICATE
    if scan.weight_g is None or scan.weight_g == 0:
        return Code.WEIGHT_MISSING
    sizes = (scan.length_mm, scan.width_mm, scan.height_mm)
    if not 0 < scan.weight_g <= rules.weight_g_max or not all(0 <= size <= SIZE_MM_MAX for size in sizes):
        return Code.WEIGHT_ABSURD
    return None


SIZE_MM_MAX = 20_000


def _is_far(weight_g: int, declared_g: int, rules: Rules) -> bool:
    """Beyond both tolerances: a postcard 30 g off is no news, nor is a pallet 300 g off."""
    off_g = abs(weight_g - declared_g)
    return off_g > rules.tolerance_g and off_g * 100 > rules.tolerance_percent * declared_g


def _recorded(scan: StationScan, piece: Piece, facts: StationVerdict, total_g: int, rules: Rules) -> Code:
    if facts.halts:
        return Code.STOPPED
    if facts.limit_g and total_g > facts.limit_g:
        return Code.OVER_LIMIT
    if _is_far(scan.weight_g or 0, piece.declared_g, rules):
        return Code.CONFIRMED if scan.is_confirmed else Code.WEIGHT_DIFFERS
    return Code.REWEIGHED if piece.measured_g is not None else Code.RECEIVED
