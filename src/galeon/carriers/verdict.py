"""What a failed conversation with a carrier means: a refusal, or trouble, and whether money may be spent."""

from collections.abc import Sequence

from galeon.carriers.terms import CarrierTrouble
from galeon.carriers.transport import Exchange, Fate
from galeon.kernel.refusal import Refusal

REASON_CHARS_MAX = 500
EXCERPT_BYTES = 120  # of an answer nobody can read


def judge(
    carrier: str, exchanges: Sequence[Exchange], said: Sequence[str], *, is_login: bool
) -> Refusal | CarrierTrouble:
    """Weigh the last exchange of a call that brought no result.

    carrier: name shown to people. said: the carrier's own error texts. is_login: the last exchange
    asked for a token, so the request proper was never made.
    """
    reason = "; ".join(dict.fromkeys(text for text in said if text))[:REASON_CHARS_MAX]
    if not exchanges:
        return refused(carrier, reason)
    last = exchanges[-1]
    reason = reason or last.body[:EXCERPT_BYTES].decode("utf-8", "replace")
    harmless = is_login or last.method == "GET" or last.fate is Fate.UNSENT
    if last.fate is Fate.UNSENT:
        return CarrierTrouble(code="carrier_unreachable", reason=reason, retryable=True, nothing_done=True)
    if last.fate is Fate.UNANSWERED:
        return CarrierTrouble(code="carrier_silent", reason=reason, retryable=True, nothing_done=harmless)
    return _answered(carrier, last.status, reason, harmless=harmless, is_login=is_login)


def _answered(carrier: str, status: int, reason: str, *, harmless: bool, is_login: bool) -> Refusal | CarrierTrouble:
    if status in (401, 403):
        return CarrierTrouble(code="carrier_login", reason=reason, retryable=not is_login, nothing_done=True)
    if status in (408, 429):
        return CarrierTrouble(code="carrier_busy", reason=reason, retryable=True, nothing_done=True)
    if status >= 500:
        return CarrierTrouble(code="carrier_fault", reason=reason, retryable=True, nothing_done=harmless)
    if status >= 400:
        return refused(carrier, reason)
    return CarrierTrouble(code="carrier_garbled", reason=reason, retryable=harmless, nothing_done=harmless)


def refused(carrier: str, reason: str) -> Refusal:
    """The carrier's own no, in its own words: only those tell the merchant what to mend."""
    return Refusal(
        code="carrier_refused",
        message="{carrier} refused the shipment: {reason}",
        params={"carrier": carrier, "reason": reason or "?"},
    )
