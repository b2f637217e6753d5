"""CAMT.053 (the bank's statement in ISO 20022), versions .02 to .13, to movements. Pure; streams, so memory is bounded.

Refused before anything of it is believed: a document type (entities are made there: bombs, other files' contents), more
than 32 MB, two million elements or 64 levels, what is not well formed, what is no CAMT.053.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NoReturn
from xml.parsers import expat  # nosec  no document type gets past the first pass

from babel.numbers import get_currency_precision

from galeon.billing.cash.booked import LINES_MAX, NAME_MAX, NUMBER_MAX, TEXT_MAX, Booked, Read, reference, told
from galeon.billing.cash.entries import Balances, Entry, Transaction
from galeon.kernel.refusal import Refusal

FILE_MAX = 32 * 1024 * 1024
ELEMENTS_MAX, DEPTH_MAX, CHUNK = 2_000_000, 64, 64 * 1024
VALUE_MAX = 10_000  # of one element's text
NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.\d{3})\.001\.(\d{2})")
BOOKED = frozenset({"BOOK", ""})


class _RefusedError(Exception):
    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def read(content: bytes) -> Read | Refusal:
    """A file's movements. Refused: file_empty, file_too_large, file_entities, file_broken, file_not_camt, file_entry."""
    if not content.strip():
        return _no("file_empty", "The file is empty.")
    if len(content) > FILE_MAX:
        return _no("file_too_large", "The file is larger than {max} MB.", max=FILE_MAX // 1024 // 1024)
    try:
        _look(content)
        return _Statement().read(content)
    except _RefusedError as refused:
        return refused.refusal
    except expat.ExpatError as fault:
        return _no(
            "file_broken", "The XML breaks off or is wrong at line {line}, column {column}: ask the bank for the file again.",
            line=fault.lineno, column=fault.offset,
        )  # fmt: skip
    except (LookupError, UnicodeError, ValueError):
        return _no("file_broken", "The file is written in letters we cannot read.")


def _look(content: bytes) -> None:
    """The first pass: is it XML at all, small enough, and without a document type? Nothing of it is kept."""
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = elements = 0

    def begins(name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if elements == 1:
            _must_be_statement(name)
        if depth > DEPTH_MAX or elements > ELEMENTS_MAX:
            _refuse(_no("file_too_large", "The file has more elements, or deeper ones, than a bank's statement has."))

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def has_type(*_parts: object) -> None:
        _refuse(_no("file_entities", "The file declares a document type or entities, which no bank's statement does."))

    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = has_type
    _feed(parser, content)


def _must_be_statement(root: str) -> None:
    space = root.rpartition(" ")[0]
    found = NAMESPACE.fullmatch(space)
    if found is None:
        _refuse(_no("file_not_camt", "This XML is no bank statement: we read CAMT.053."))
    if found[1] != "camt.053":
        _refuse(
            _no("file_not_camt", "This is {kind}: ask the bank for the statement, CAMT.053.", kind=found[1].upper())
        )


def _feed(parser: expat.XMLParserType, content: bytes) -> None:
    for at in range(0, len(content), CHUNK):
        parser.Parse(content[at : at + CHUNK], False)
    parser.Parse(b"", True)


class _Statement:
    """The second pass: the path of names from the document down, and what is being gathered of one entry."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.value: list[str] = []
        self.size = 0
        self.number = self.currency = ""
        self.lines: list[Booked] = []
        self.entries = self.pending = 0
        self.entry: Entry | None = None
        self.balances = Balances()

    def read(self, content: bytes) -> Read:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begins, self._ends
        parser.CharacterDataHandler = self._says
        _feed(parser, content)
        return Read(
            self.number, self.currency, self.lines, self.pending, self.balances.opening(), self.balances.closing()
        )

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.path.append(tag)
        self.value, self.size = [], 0
        if tag == "Ntry":
            self.entry = Entry()
        elif self.entry is not None:
            if tag == "TxDtls":
                self.entry.transactions.append(Transaction())
            if tag in ("Amt", "InstdAmt", "TxAmt") and "Ccy" in attributes:
                self.entry.currency_said("/".join(self._within()), attributes["Ccy"])
        elif self.path[-2:] == ["Bal", "Amt"]:
            self.balances.says("@Ccy", attributes.get("Ccy", ""))

    def _says(self, text: str) -> None:
        if self.size < VALUE_MAX:
            self.value.append(text)
            self.size += len(text)

    def _ends(self, name: str) -> None:
        text = "".join(self.value).strip()
        tag = self.path[-1]
        if self.entry is None and "Bal" in self.path:
            self._of_balance(tag, text)
        elif self.entry is None:
            self._of_account(text)
        elif tag == "Ntry":
            self._booked(self.entry)
            self.entry = None
        elif text:
            self.entry.says("/".join(self._within()), text)
        self.path.pop()
        self.value, self.size = [], 0

    def _within(self) -> list[str]:
        return self.path[self.path.index("Ntry") + 1 :]

    def _of_balance(self, tag: str, text: str) -> None:
        if tag == "Bal":
            self.balances.ends(_minor)
        else:
            self.balances.says("/".join(self.path[self.path.index("Bal") + 1 :]), text)

    def _of_account(self, text: str) -> None:
        if text and ("/".join(self.path[-5:]).endswith(("Stmt/Acct/Id/IBAN", "Stmt/Acct/Id/Othr/Id"))):
            if self.number and self.number != told(text, NUMBER_MAX):
                _refuse(
                    _no(
                        "file_accounts",
                        "The file has statements of several accounts: ask the bank for one file an account.",
                    )
                )
            self.number = told(text, NUMBER_MAX)
        elif self.path[-3:] == ["Stmt", "Acct", "Ccy"]:
            self.currency = text[:3].upper()

    def _booked(self, entry: Entry) -> None:
        self.entries += 1
        if entry.value("Sts", "Sts/Cd", "Sts/Prtry") not in BOOKED:
            self.pending += 1
            return
        if len(self.lines) >= LINES_MAX:
            _refuse(
                _no("file_too_long", "A file may have {max} lines: ask the bank for a shorter period.", max=LINES_MAX)
            )
        try:
            self.lines += _movements(entry)
        except (ValueError, InvalidOperation):
            _refuse(_no("file_entry", "Entry {number} has no amount, sign or day we can read.", number=self.entries))


def _movements(entry: Entry) -> list[Booked]:
    """An entry's movements: one, or each transaction of a batch when their amounts add up to the entry's."""
    total = _minor(entry.value("Amt"), entry.currency)
    booked_on = _day(entry.value("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    valued = entry.value("ValDt/Dt", "ValDt/DtTm")
    valued_on = _day(valued) if valued else None
    sign = {"CRDT": 1, "DBIT": -1}.get(entry.value("CdtDbtInd"), 0)
    if not sign or total < 0:
        raise ValueError
    base = entry.value("AcctSvcrRef")
    parts = entry.transactions if len(entry.transactions) > 1 else []
    amounts = [_part(part, entry.currency) for part in parts]
    if not parts or None in amounts or sum(a for a in amounts if a) != total:
        whole = entry.whole()
        return [_line(entry, whole, booked_on, valued_on, sign * total, whole.value("Refs/AcctSvcrRef") or base)]
    own = [part.value("Refs/AcctSvcrRef") for part in parts]
    if len(set(own)) < len(own):  # some banks give each part the whole's own
        own = [f"{base or own[0]}/{n}" if base or own[0] else "" for n in range(1, len(own) + 1)]
    return [
        _line(entry, part, booked_on, valued_on, sign * (amount or 0), mine)
        for part, amount, mine in zip(parts, amounts, own, strict=True)
    ]


def _line(
    entry: Entry, part: Transaction, booked_on: date, valued_on: date | None, amount_minor: int, own: str
) -> Booked:
    end_to_end = part.value("Refs/EndToEndId")
    other = "RltdPties/Dbtr" if amount_minor > 0 else "RltdPties/Cdtr"
    ultimate = other.replace("/", "/Ultmt")
    payer = part.value(f"{other}/Nm", f"{other}/Pty/Nm", f"{ultimate}/Nm", f"{ultimate}/Pty/Nm")
    return Booked(
        booked_on=booked_on, valued_on=valued_on, amount_minor=amount_minor, currency=entry.currency,
        reference=reference(own, end_to_end, part.value("Refs/TxId")), end_to_end=reference(end_to_end),
        payer=told(payer, NAME_MAX),
        payer_account=told(part.value(f"{other}Acct/Id/IBAN", f"{other}Acct/Id/Othr/Id"), NUMBER_MAX),
        text=told(_remittance(part) or entry.value("AddtlNtryInf"), TEXT_MAX),
    )  # fmt: skip


def _remittance(part: Transaction) -> str:
    paths = (
        "RmtInf/Ustrd",
        "RmtInf/Strd/CdtrRefInf/Ref",
        "RmtInf/Strd/RfrdDocInf/Nb",
        "RmtInf/Strd/AddtlRmtInf",
        "AddtlTxInf",
    )
    return " ".join(dict.fromkeys(text for path in paths for text in part.values.get(path, ())))


def _part(part: Transaction, currency: str) -> int | None:
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if part.value(path) and part.currencies.get(path, currency) == currency:
            return _minor(part.value(path), currency)
    return None


def _minor(text: str, currency: str) -> int:
    if not re.fullmatch(r"[A-Z]{3}", currency) or not re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", text):
        raise ValueError
    value = Decimal(text).scaleb(get_currency_precision(currency))
    if value != value.to_integral_value() or abs(value) > 10**13:
        raise ValueError
    return int(value)


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _refuse(refusal: Refusal) -> NoReturn:
    raise _RefusedError(refusal)


def _no(code: str, message: str, **params: object) -> Refusal:
    return Refusal(code=code, field="file", message=message, params={k: str(v) for k, v in params.items()})
