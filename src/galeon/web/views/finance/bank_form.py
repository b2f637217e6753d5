"""What is typed on the bank's pages, and what they say: picks, columns, reasons."""

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from galeon.billing.cash import words
from galeon.billing.cash.acts import FileRead, Key, NewBankAccount, Part, Pick
from galeon.billing.cash.allocations import items
from galeon.billing.cash.csvfile import DAYS, FIELDS, Mapping, Table
from galeon.billing.cash.csvfile import read as read_table
from galeon.billing.cash.matching import Suggestion
from galeon.billing.cash.models import BankFile
from galeon.billing.cash.suggestions import Line
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of
from galeon.parties.models import Account
from galeon.web import formats
from galeon.web.views.waybills import whole_number

PARTS_MAX = 20
PREVIEW = 6


class TooManyPartsError(Exception):
    """The parts typed are none, or cannot be read."""


class Suggested(msgspec.Struct, frozen=True):
    """A suggestion with names and words. pays: numbers of the debts it would pay and what is open of each."""

    account_id: int
    code: str
    name: str
    score: int
    is_sure: bool
    amount_minor: int
    currency: str
    reasons: list[str]
    pays: list[tuple[str, int]]
    onto: str


def tab_names() -> list[tuple[str, str]]:
    """The tabs of lines, in the reader's language."""
    return [
        ("open", _("To match")), ("out", _("Money out")), ("ignored", _("No customer’s")), ("matched", _("Matched")),
        ("booked", _("In the books")),
    ]  # fmt: skip


def new_account(typed: QueryDict) -> NewBankAccount:
    """A bank account as typed."""
    return NewBankAccount(
        entity_id=min(whole_number(typed.get("entity", "")) or 0, 2**31 - 1), name=typed.get("name", "")[:200],
        currency=typed.get("currency", "").strip().upper()[:10], number=typed.get("number", "")[:80],
        book=typed.get("book", "bank")[:20],
    )  # fmt: skip


def pick(typed: QueryDict, line: Line) -> Pick | Refusal:
    """Whose payment a line is: `account` with the debts named in `onto`, or rows `part[n].account` and `part[n].amount`."""
    if account_id := whole_number(typed.get("account_id", "")):
        return Pick(
            line_id=line.id,
            parts=(Part(account_id=account_id, share_minor=line.amount_minor, onto=_keys(typed.get("onto", ""))),),
        )
    rows = [
        (typed.get(f"part[{n}].account", "").strip(), typed.get(f"part[{n}].amount", "").strip())
        for n in range(PARTS_MAX)
    ]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise TooManyPartsError
    known = dict(
        Account.objects.filter(is_house=False, code__in=[code[:24] for code, _amount in rows]).values_list("code", "pk")
    )
    parts: list[Part] = []
    for code, amount in rows:
        if code not in known:
            return Refusal(
                code="account_unknown",
                field="account",
                message="There is no customer {name}.",
                params={"name": code[:24]},
            )
        share = line.amount_minor if len(rows) == 1 and not amount else _minor(amount, line.currency)
        parts.append(Part(account_id=known[code], share_minor=share))
    return Pick(line_id=line.id, parts=tuple(parts))


def described(likely: dict[int, list[Suggestion]]) -> dict[int, list[Suggested]]:
    """Suggestions with names, reasons in words and the debts they would pay."""
    ids = sorted({one.account_id for found in likely.values() for one in found})
    names = {
        pk: (code, name) for pk, code, name in Account.objects.filter(pk__in=ids).values_list("pk", "code", "name")
    }
    debts = {(i.account_id, i.key): (i.number, i.open_minor) for i in items(ids)} if ids else {}
    return {
        line_id: [
            Suggested(
                one.account_id, *names[one.account_id], one.score, one.is_sure, one.amount_minor, one.currency,
                [words.reason(why) for why in one.reasons],
                [debts[one.account_id, key] for key in one.targets if (one.account_id, key) in debts],
                " ".join(f"{key.kind}:{key.id}" for key in one.targets),
            )
            for one in found
        ]
        for line_id, found in likely.items()
    }  # fmt: skip


def fault_text(line: Line) -> str:
    """Why a line waits for a person, or ""."""
    if line.fault:
        return words.fault("currency", currency=line.currency)
    if line.is_double and line.twin_on:
        return words.fault("twin", day=formats.day(line.twin_on))
    return ""


def read_text(read: FileRead) -> str:
    """What reading a file came to."""
    if read.existing:
        return _("This file was read before: nothing of it is new.")
    said = ngettext("{count} line is new", "{count} lines are new", read.new).format(count=formats.whole(read.new))
    return _("{new}, of {all} in the file.").format(new=said, all=formats.whole(read.lines))


def file_of(file_id: int) -> BankFile | None:
    """A kept CSV."""
    return BankFile.objects.filter(pk=file_id, kind="csv").select_related("bank_account").first()


def kept_mapping(file: BankFile, found: Table) -> Mapping:
    """The bank's mapping where there is one, else the guess."""
    kept = file.bank_account.mapping
    return msgspec.convert(kept, Mapping) if kept else found.guess


def mapping(typed: QueryDict, found: Table) -> Mapping:
    """Columns as chosen: `column[n]` names the field of column n."""
    chosen = {typed.get(f"column[{n}]", ""): n for n in range(max(len(row) for row in found.rows))}
    head = whole_number(typed.get("head", ""))
    return Mapping(
        columns={field: n for field, n in chosen.items() if field in FIELDS},
        head=min(head - 1, len(found.rows) - 1) if head else found.guess.head,
        mark=typed.get("mark", "") if typed.get("mark", "") in (",", ".") else found.guess.mark,
        day=typed.get("day", "") if typed.get("day", "") in DAYS else found.guess.day,
    )  # fmt: skip


def columns_context(found: Table, how: Mapping, file: BankFile) -> dict[str, object]:
    """What the page of columns shows: the first rows, a choice above each column, and how three lines would be read."""
    width = min(max(len(row) for row in found.rows), 30)
    by_place = {n: field for field, n in how.columns.items()}
    names = {
        "booked_on": _("Booked on"), "valued_on": _("Value day"), "amount": _("Amount, signed"), "credit": _("Money in"),
        "debit": _("Money out"), "currency": _("Currency"), "reference": _("Bank’s reference"), "payer": _("Payer"),
        "payer_account": _("Payer’s account"), "text": _("Text"),
    }  # fmt: skip
    answer = read_table(found.rows, how, file.bank_account.currency)
    start = how.head
    return {
        "columns": [(n, by_place.get(n, "")) for n in range(width)],
        "fields": list(names.items()),
        "preview": [[*row[:width], *[""] * (width - len(row))] for row in found.rows[start : start + PREVIEW]],
        "how": how,
        "head": how.head + 1,
        "days": [(day, _day_name(day)) for day in DAYS],
        "would_read": answer.lines[:3] if not isinstance(answer, Refusal) else [],
        "would_fail": answer.text() if isinstance(answer, Refusal) else "",
        "many": len(answer.lines) if not isinstance(answer, Refusal) else 0,
    }


def _day_name(pattern: str) -> str:
    return pattern.replace("%Y", "2026").replace("%m", "11").replace("%d", "24").replace("%y", "26")


def _keys(text: str) -> tuple[Key, ...]:
    found: list[Key] = []
    for word in text.split()[:100]:
        kind, _colon, number = word.partition(":")
        item_id = whole_number(number)
        if item_id and kind in ("statement", "payment"):
            found.append(Key(kind, item_id))  # type: ignore[arg-type]
    return tuple(found)


def _minor(typed: str, currency: str) -> int:
    from babel.numbers import get_currency_precision

    number = decimal_of(typed, formats.language())
    value = number.scaleb(get_currency_precision(currency)) if number is not None else None
    return int(value) if value is not None and value == value.to_integral_value() else 0
