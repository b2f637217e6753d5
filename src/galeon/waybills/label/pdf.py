"""Labels as PDF, any number in one document, a page each."""

from collections.abc import Sequence
from pathlib import Path

import typst

from galeon.kernel.documents.engine import compile_pdf
from galeon.kernel.documents.joining import joined
from galeon.kernel.refusal import Refusal
from galeon.waybills.label.data import LabelData
from galeon.waybills.label.drawing import drawing
from galeon.waybills.label.layouts import plan_label
from galeon.waybills.label.limits import first_refusal

TEMPLATE = Path(__file__).parent / "label.typ"
PAGES_A_COMPILE = 200  # half a megabyte of memory a page while the document is laid out


def label_pdf(labels: Sequence[LabelData]) -> bytes | Refusal:
    """A PDF of 100 x 150 mm pages in the order given; the first refusal when any of them cannot be printed whole."""
    if refusal := first_refusal(labels):
        return refusal
    parts: list[bytes] = []
    for start in range(0, len(labels), PAGES_A_COMPILE):
        plans = [plan_label(label) for label in labels[start : start + PAGES_A_COMPILE]]
        try:
            parts.append(compile_pdf(TEMPLATE, [drawing(plan) for plan in plans]))
        except typst.TypstError as error:
            return too_long(error)
    return joined(parts)


def too_long(error: typst.TypstError) -> Refusal:
    """The refusal for a text that fits its box at no size; any other fault of the template is raised again."""
    cause, _, rest = error.message.partition("too long|")
    if not cause.startswith("panicked") or not rest:
        raise error
    number, field = rest.strip('"').split("|")
    message = "{field} of {number} is too long for the label."
    return Refusal(code="label_too_long", field=field, message=message, params={"field": field, "number": number})
