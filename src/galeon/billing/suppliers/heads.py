"""Lines to bills: a file may hold several, each with its head, its period, its digest, and a total that must be its lines'. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec
from babel.core import get_global
from babel.numbers import get_currency_precision
from msgspec import Struct

from galeon.billing.suppliers.parsing import Fault, Read
from galeon.kernel.refusal import Refusal

NUMBER_MAX = 40
LINES_MAX = 200_000
FAULTS_MAX = 50
BILLS_MAX = 200
CURRENCIES = frozenset(  # those that are somewhere legal tender today
    code
    for used in get_global("territory_currencies").values()
    for code, _since, until, is_tender in used
    if until is None and is_tender
)


class Head(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person types of a bill; "" and None where the file says it itself."""

    number: str = ""
    billed_on: date | None = None
    due_on: date | None = None
    currency: str = ""
    total: Decimal | None = None


class Told(Struct, frozen=True):
    """A bill as a file tells it; amounts of `lines` in minor units, in their order."""

    number: str
    billed_on: date
    due_on: date
    first_day: date | None
    last_day: date | None
    currency: str
    total_minor: int
    digest: bytes
    lines: list[Read]
    amounts_minor: list[int]


def bills(lines: Iterable[Read | Fault], typed: Head, currency: str, due_days: int) -> list[Told] | list[Fault]:
    """The bills of a file, or every fault of it (the first 50).

    currency: the supplier's, where neither the file nor a person tells another. Faults: what `parsing` found,
    bill_number_missing, bill_day_missing, bill_currency_unknown, bill_currency_mixed, bill_fraction, bill_total_missing,
    bill_total_differs, bill_empty, bill_too_long.
    """
    groups: dict[str, list[Read]] = {}
    faults: list[Fault] = []
    for count, line in enumerate(lines, start=1):
        if count > LINES_MAX:
            return [_whole("bill_too_long", "At most {max} lines at once: split the file.", max=str(LINES_MAX))]
        if isinstance(line, Fault):
            faults.append(line)
            if len(faults) >= FAULTS_MAX:
                return faults
        else:
            groups.setdefault(line.number, []).append(line)
    if faults:
        return faults
    if not groups:
        return [_whole("bill_empty", "There is no line below the head.")]
    if len(groups) > BILLS_MAX:
        return [_whole("bill_too_many", "At most {max} bills in one file.", max=str(BILLS_MAX))]
    told = [_bill(group, typed, currency, due_days, is_only=len(groups) == 1) for group in groups.values()]
    wrong = [one for one in told if isinstance(one, Fault)]
    return wrong or [one for one in told if isinstance(one, Told)]


def _bill(lines: Sequence[Read], typed: Head, currency: str, due_days: int, *, is_only: bool) -> Told | Fault:
    first = lines[0]
    head = typed if is_only else Head(currency=typed.currency)
    number = first.number or head.number.strip()
    if not number or len(number) > NUMBER_MAX:
        return _at(first, "number", "bill_number_missing", "Type the bill's number (at most 40 characters).")
    billed_on = first.billed_on or head.billed_on
    if billed_on is None:
        return _at(first, "billed_on", "bill_day_missing", "Type the day the bill is of.")
    money = first.currency or head.currency or currency
    if stray := next((line for line in lines if (line.currency or money) != money), None):
        message = "The bill is in {currency}, this line in {other}."
        return _at(stray, "currency", "bill_currency_mixed", message, currency=money, other=stray.currency)
    if money not in CURRENCIES:
        return _at(first, "currency", "bill_currency_unknown", "There is no currency {currency}.", currency=money)
    places = get_currency_precision(money)
    amounts = _minor(lines, places, money)
    if isinstance(amounts, Fault):
        return amounts
    total = _total(lines, head, places, sum(amounts), money)
    if isinstance(total, Fault):
        return total
    days = [line.day for line in lines if line.day]
    return Told(
        number, billed_on, first.due_on or head.due_on or billed_on + timedelta(days=due_days), min(days, default=None),
        max(days, default=None), money, total, _digest(lines), list(lines), amounts,
    )  # fmt: skip


def _minor(lines: Sequence[Read], places: int, currency: str) -> list[int] | Fault:
    """The lines' amounts in minor units."""
    amounts = []
    for line in lines:
        scaled = line.amount.scaleb(places)
        if scaled != scaled.to_integral_value():
            message = "{amount} has more decimals than {currency}."
            return _at(line, "amount", "bill_fraction", message, amount=str(line.amount), currency=currency)
        amounts.append(int(scaled))
    return amounts


def _total(lines: Sequence[Read], head: Head, places: int, sum_minor: int, currency: str) -> int | Fault:
    """The head's total in minor units; a file's own where it has one."""
    total = head.total if lines[0].total is None else lines[0].total
    if total is None:
        return _at(
            lines[0], "total", "bill_total_missing", "Type what the bill comes to: its lines are held against it."
        )
    if total.scaleb(places) != sum_minor:
        message = "The bill says {total}, its lines come to {sum_amount}."
        return _at(lines[0], "total", "bill_total_differs", message, total=f"{total} {currency}", sum_amount=f"{sum_minor} {currency}")  # fmt: skip
    return sum_minor


def _digest(lines: Sequence[Read]) -> bytes:
    """What the lines say, whatever file they stand in."""
    said = hashlib.sha256()
    for line in lines:
        said.update(
            msgspec.json.encode(
                (line.tracking, line.others, line.code, str(line.amount.normalize()), line.billed_g, line.day)
            )
        )
    return said.digest()


def _whole(code: str, message: str, **params: str) -> Fault:
    return Fault(0, Refusal(code=code, field="file", message=message, params=params))


def _at(line: Read, field: str, code: str, message: str, **params: str) -> Fault:
    return Fault(line.row, Refusal(code=code, field=field, message=message, params=params))
