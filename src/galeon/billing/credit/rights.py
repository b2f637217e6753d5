"""Who may decide about money, and what a text or an amount may be."""

from galeon.kernel.refusal import Refusal
from galeon.parties.reads import is_finance

AMOUNT_MAX = 10**13
TEXT_MAX = 200


def not_finance(user_id: int) -> Refusal | None:
    """Refused unless the person is of our finance."""
    return None if is_finance(user_id) else Refusal(code="not_finance", message="Only our finance may decide this.")


def bad_text(text: str, field: str, *, required: bool = True, longest: int = TEXT_MAX) -> Refusal | None:
    """Refused when it is missing, longer than `longest` characters, or cannot be printed; newlines are fine."""
    if required and not text.strip():
        return Refusal(code="text_missing", field=field, message="Say why, in a few words.")
    if len(text) > longest or not text.replace("\n", "").replace("\r", "").isprintable():
        return Refusal(
            code="text", field=field, message="At most {max} printable characters.", params={"max": str(longest)}
        )
    return None
