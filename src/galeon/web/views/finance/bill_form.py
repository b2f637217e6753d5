"""What a person tells of a supplier's file: the bill's head, and which column is what."""

from datetime import date

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from galeon.billing.suppliers.acts import Head, Layout
from galeon.billing.suppliers.layout import COLUMNS_MAX
from galeon.kernel.wording import decimal_of
from galeon.web import formats
from galeon.web.labels import Text

HEAD_ROWS_MAX = 50
COLUMNS: tuple[tuple[str, Text, bool], ...] = (
    ("tracking", gettext_lazy("Parcel’s number"), True),
    ("amount", gettext_lazy("Amount"), True),
    ("weight", gettext_lazy("Weight"), False),
    ("code", gettext_lazy("Fee code"), False),
    ("description", gettext_lazy("Fee in words"), False),
    ("day", gettext_lazy("Day carried"), False),
    ("others", gettext_lazy("Another number"), False),
    ("currency", gettext_lazy("Currency"), False),
    ("number", gettext_lazy("Bill’s number"), False),
    ("billed_on", gettext_lazy("Bill’s day"), False),
    ("total", gettext_lazy("Bill’s total"), False),
)
UNITS = ("kg", "g", "lb", "oz")
DAY_ORDERS: tuple[tuple[str, Promise], ...] = (
    ("ymd", gettext_lazy("year, month, day")),
    ("dmy", gettext_lazy("day, month, year")),
    ("mdy", gettext_lazy("month, day, year")),
)


def head_of(typed: QueryDict, faults: dict[str, str]) -> Head:
    """What was typed of the bill's head; faults by field."""
    day = due = None
    for name in ("billed_on", "due_on"):
        text = typed.get(f"head_{name}", "").strip()[:10]
        if not text:
            continue
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = date.min
        if not 2000 <= found.year <= 2100:
            faults[f"head_{name}"] = _("This is not a day.")
        elif name == "billed_on":
            day = found
        else:
            due = found
    currency = typed.get("head_currency", "").strip().upper()[:8]
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        faults["head_currency"] = _("A currency has three letters, such as CNY.")
    text = typed.get("head_total", "").strip()[:30]
    total = decimal_of(text, formats.language()) if text else None
    if text and total is None:
        faults["head_total"] = _("This is not an amount.")
    number = "".join(c for c in typed.get("head_number", "") if c.isprintable()).strip()[:40]
    return Head(number=number, billed_on=day, due_on=due, currency=currency, total=total)


def layout_of(typed: QueryDict, faults: dict[str, str]) -> Layout | None:
    """The columns a person chose; None with its faults."""
    at = {name: _column(typed.get(name, "")) for name, _label, _must in COLUMNS}
    for name, _label, must in COLUMNS:
        if must and at[name] is None:
            faults[name] = _("Choose a column.")
    tracking, amount = at["tracking"], at["amount"]
    if tracking is None or amount is None:
        return None
    head_rows = typed.get("head_rows", "1")
    rows = int(head_rows) if head_rows.isascii() and head_rows.isdigit() and len(head_rows) < 4 else -1
    if not 0 <= rows <= HEAD_ROWS_MAX:
        faults["head_rows"] = _("Between 0 and {max}.").format(max=HEAD_ROWS_MAX)
        return None
    unit = typed.get("weight_unit", "kg")
    order = typed.get("day_order", "ymd")
    return Layout(
        head_rows=rows, tracking=tracking, amount=amount, others=(at["others"],) if at["others"] is not None else (),
        weight=at["weight"], weight_unit="g" if unit == "g" else "lb" if unit == "lb" else "oz" if unit == "oz" else "kg",
        code=(at["code"],) if at["code"] is not None else (), description=at["description"], day=at["day"],
        currency=at["currency"], number=at["number"], billed_on=at["billed_on"], total=at["total"],
        decimal="," if typed.get("decimal") == "," else ".",
        day_order="dmy" if order == "dmy" else "mdy" if order == "mdy" else "ymd",
    )  # fmt: skip


def _column(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        return None
    return int(text) if int(text) < COLUMNS_MAX else None


def letters(column: int) -> str:
    """A column as a spreadsheet calls it: 0 -> A, 27 -> AB."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
