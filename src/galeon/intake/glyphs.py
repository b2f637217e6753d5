"""Can the label print it? A missing glyph is refused with the field's name, never printed as a box."""

from collections.abc import Iterator

from galeon.kernel.documents.glyphs import missing_glyphs
from galeon.kernel.refusal import Refusal
from galeon.waybills.orders import Address, Order


def unprintable(order: Order) -> Iterator[Refusal]:
    """A refusal for each field with characters that none of our fonts has."""
    for field, text in _printed(order):
        if not text.isascii() and (missing := missing_glyphs(text)):
            yield Refusal(
                code="missing_glyph", field=field, message="These characters cannot be printed: {characters}",
                params={"characters": " ".join(missing[:5])},
            )  # fmt: skip


def _printed(order: Order) -> Iterator[tuple[str, str]]:
    yield "reference", order.reference
    yield from _address("consignee", order.consignee)
    if order.shipper:
        yield from _address("shipper", order.shipper)
    for n, item in enumerate(order.items):
        yield f"items[{n}].title", item.title
        yield f"items[{n}].title_local", item.title_local


def _address(at: str, a: Address) -> Iterator[tuple[str, str]]:
    for name in ("name", "company", "city", "state", "postcode", "phone", "house_number"):
        yield f"{at}.{name}", getattr(a, name)
    for n, line in enumerate(a.street):
        yield f"{at}.street[{n}]", line
