"""Can the label print it? What cannot be printed whole is refused with the field's name, never as a box, never cut."""

from collections.abc import Iterator

import msgspec

from galeon.kernel.documents.glyphs import missing_glyphs
from galeon.kernel.refusal import Refusal
from galeon.waybills.label.limits import address_refusal, reference_refusal
from galeon.waybills.orders import Address, Order
from galeon.waybills.reads import label_address

# Any address or reference within these fits the label whatever its letters (a test says so); only a longer one is reckoned line by
# line, which takes longer than all the rest of an order's checks.
LINE_SURE, CITY_SURE, SENDER_SURE, REFERENCE_SURE = 45, 80, 80, 30


def unprintable(order: Order) -> Iterator[Refusal]:
    """A refusal for each field with characters that none of our fonts has."""
    foreign = [text for text in _texts(order) if not text.isascii()]  # every font has ASCII
    if not any(map(missing_glyphs, foreign)):
        return
    for field, text in _printed(order):
        if not text.isascii() and (missing := missing_glyphs(text)):
            yield Refusal(
                code="missing_glyph", field=field, message="These characters cannot be printed: {characters}",
                params={"characters": " ".join(missing[:5])},
            )  # fmt: skip


def _texts(order: Order) -> list[str]:
    """All that is printed; what each is called is asked only when something is wrong."""
    texts = [order.reference]
    for a in (order.consignee, order.shipper) if order.shipper else (order.consignee,):
        texts += a.name, a.company, a.city, a.state, a.postcode, a.phone, a.house_number, *a.street
    for item in order.items:
        texts += item.title, item.title_local
    return texts


def unfitting(order: Order) -> Iterator[Refusal]:
    """A refusal where a reference or an address is too long to be printed whole."""
    if len(order.reference) > REFERENCE_SURE and (no := reference_refusal(order.reference)):
        yield no
    if not _is_short(order.consignee) and (no := address_refusal(label_address(order.consignee), "consignee")):
        yield _named(no)
    shipper = order.shipper
    if (
        shipper
        and _length(shipper) > SENDER_SURE
        and (no := address_refusal(label_address(shipper), "shipper", is_sender=True))
    ):
        yield _named(no)


def _named(no: Refusal) -> Refusal:
    """By the order's own field: what a label calls lines is the street."""
    return msgspec.structs.replace(no, field=(no.field or "").replace(".lines", ".street"))


def _is_short(a: Address) -> bool:
    lines = (a.name, a.company, *a.street[1:], *(f"{line} {a.house_number}" for line in a.street[:1]))
    return max(map(len, lines)) <= LINE_SURE and len(a.city) + len(a.state) <= CITY_SURE


def _length(a: Address) -> int:
    return sum(map(len, (a.name, a.company, a.phone, *a.street, a.city, a.state, a.postcode, a.house_number)))


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
