"""Whose payment is this bank line, and which debts does it pay? A score with its reasons. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz, process

from galeon.billing.cash.allocating import Key

SURE, LEAD, SHOWN, TYPED_DAYS = 70, 25, 3, 5
POINTS = {
    "number": 60, "code": 35, "order": 30, "iban": 45, "name_same": 35, "name_like": 20, "amount_one": 35,
    "amount_some": 30, "amount_all": 35,
}  # fmt: skip
SAME_NAME, LIKE_NAME = 96, 82
SUM_OF_MAX, SUM_AMONG_MAX = 4, 16
TOKEN = re.compile(r"[0-9A-Z][0-9A-Z./_-]*")
FORMS = re.compile(
    r"\b(S ?L ?U?|S ?A ?U?|S ?R ?L|LTD|LIMITED|CO|COMPANY|INC|LLC|GMBH|UG|AG|BV|SAS|SARL|PTE|CORP|PLC|OY|AB|SPA|THE)\b|"
    r"有限(责任)?公司|股份|有限|公司|集团"
)
WORDS_MAX = 64


class Debt(Struct, frozen=True):
    """An open item of a customer above zero; numbers: the statement's and its invoice's."""

    key: Key
    numbers: tuple[str, ...]
    open_minor: int
    due_on: date


class Payer(Struct, frozen=True):
    """A customer who might have paid; debts the oldest first, credits (below zero) counted in `due_minor`."""

    account_id: int
    code: str
    name: str
    names: tuple[str, ...]
    currency: str
    entity_id: int
    due_minor: int
    debts: tuple[Debt, ...]


class Asked(Struct, frozen=True):
    """A bank line to find a payer for. amounts: what it comes to in each currency accounts are kept in."""

    text: str
    payer: str
    payer_account: str
    end_to_end: str
    currency: str
    amounts: dict[str, int]
    entity_id: int
    amount_minor: int = 0
    booked_on: date = date.min


class Reason(Struct, frozen=True):
    """Why: a code (see `words`) and what fills its sentence."""

    code: str
    params: dict[str, str] = {}


class Typed(Struct, frozen=True):
    """A payment that a person wrote down and no bank line is matched to. paid_minor: where it came in paid_currency."""

    account_id: int
    amount_minor: int
    paid_minor: int
    paid_currency: str
    reference: str
    on: date


class Suggestion(Struct, frozen=True):
    """An account that may have paid. amount_minor: in its own currency. targets: the debts it names or comes to exactly.

    is_sure: one click for all of them is safe: no other account comes near, and nobody wrote the same money down by hand.
    """

    account_id: int
    score: int
    amount_minor: int
    currency: str
    reasons: tuple[Reason, ...]
    targets: tuple[Key, ...]
    is_sure: bool = False


class Directory:
    """What lines are looked up in: numbers, codes, names, bank accounts known from before, open amounts."""

    def __init__(
        self, payers: Sequence[Payer], known_accounts: dict[str, frozenset[int]], orders: dict[str, frozenset[int]],
        typed: Sequence[Typed] = (),
    ) -> None:  # fmt: skip
        self.typed: dict[int, list[Typed]] = {}
        for one in typed:
            self.typed.setdefault(one.account_id, []).append(one)
        self.payers = {payer.account_id: payer for payer in payers}
        self.known, self.orders = known_accounts, orders
        self.numbers: dict[str, tuple[int, Debt]] = {}
        self.codes: dict[str, int] = {}
        self.amounts: dict[tuple[int, str, int], list[int]] = {}
        names: dict[int, str] = {}
        self._whose: list[int] = []
        for payer in payers:
            self.codes[bare(payer.code)] = payer.account_id
            for name in dict.fromkeys(map(plain_name, payer.names)):
                if name:
                    names[len(names)] = name
                    self._whose.append(payer.account_id)
            for debt in payer.debts:
                self._hold(payer, debt.open_minor)
                for number in debt.numbers:
                    self.numbers[bare(number)] = (payer.account_id, debt)
            if len(payer.debts) > 1:
                self._hold(payer, payer.due_minor)
        self._names = names
        self._alike: dict[str, list[tuple[int, float]]] = {}

    def _hold(self, payer: Payer, amount: int) -> None:
        self.amounts.setdefault((payer.entity_id, payer.currency, amount), []).append(payer.account_id)

    def alike(self, name: str) -> list[tuple[int, float]]:
        """Accounts whose name is like this one, the likest first."""
        if not name:
            return []
        if name not in self._alike:  # the same customers pay again and again
            found = process.extract(
                name, self._names, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE_NAME, limit=SHOWN
            )
            self._alike[name] = [(self._whose[key], score) for _name, score, key in found]
        return self._alike[name]


def suggested(line: Asked, directory: Directory) -> list[Suggestion]:
    """Accounts that may have paid this line, the likeliest first, three at most; the first may be sure."""
    evidence: dict[int, list[Reason]] = {}
    named: dict[int, list[Debt]] = {}
    for token in dict.fromkeys(tokens(f"{line.text} {line.end_to_end}")):
        if token in directory.numbers:
            account_id, debt = directory.numbers[token]
            if debt not in named.setdefault(account_id, []):
                named[account_id].append(debt)
                evidence.setdefault(account_id, []).append(Reason("number", {"number": debt.numbers[0]}))
        elif token in directory.codes:
            evidence.setdefault(directory.codes[token], []).append(Reason("code", {"number": token}))
        for account_id in directory.orders.get(token, ()):
            evidence.setdefault(account_id, []).append(Reason("order", {"number": token}))
    for account_id in directory.known.get(line.payer_account, ()):
        evidence.setdefault(account_id, []).append(Reason("iban"))
    for account_id, score in directory.alike(plain_name(line.payer)):
        reason = (
            Reason("name_same")
            if score >= SAME_NAME
            else Reason("name_like", {"name": directory.payers[account_id].name})
        )
        evidence.setdefault(account_id, []).append(reason)
    for currency, amount in line.amounts.items():
        for account_id in directory.amounts.get((line.entity_id, currency, amount), ()):
            evidence.setdefault(account_id, [])
    found = [
        _judged(line, directory.payers[account_id], reasons, named.get(account_id, []))
        for account_id, reasons in evidence.items()
        if account_id in directory.payers and directory.payers[account_id].entity_id == line.entity_id
        and directory.payers[account_id].currency in line.amounts
    ]  # fmt: skip
    found.sort(key=lambda s: (-s.score, s.account_id))
    return [_warned(line, s, directory) for s in _with_sure(line, [s for s in found if s.score][:SHOWN])]


def _warned(line: Asked, found: Suggestion, directory: Directory) -> Suggestion:
    """Never sure where a person wrote the same money down within a few days: it would be counted twice."""
    typed = [
        t for t in directory.typed.get(found.account_id, ())
        if abs((t.on - line.booked_on).days) <= TYPED_DAYS
        and (found.amount_minor == t.amount_minor or (line.amount_minor, line.currency) == (t.paid_minor, t.paid_currency))
    ]  # fmt: skip
    if not typed:
        return found
    nearest = min(typed, key=lambda t: abs((t.on - line.booked_on).days))
    why = Reason("by_hand", {"day": nearest.on.isoformat(), "reference": nearest.reference})
    return replace(found, reasons=(*found.reasons, why), is_sure=False)


def _with_sure(line: Asked, found: list[Suggestion]) -> list[Suggestion]:
    if not found:
        return found
    best, runner_up = found[0], found[1].score if len(found) > 1 else 0
    is_sure = best.score >= SURE and best.score - runner_up >= LEAD and best.currency == line.currency
    first = Suggestion(
        best.account_id, best.score, best.amount_minor, best.currency, best.reasons, best.targets, is_sure
    )
    return [first, *found[1:]]


def _judged(line: Asked, payer: Payer, reasons: list[Reason], named: list[Debt]) -> Suggestion:
    amount = line.amounts[payer.currency]
    money, targets = _comes_to(amount, payer, named, bool(reasons))
    reasons = [*{r.code: r for r in reversed(reasons)}.values()][::-1] + ([money] if money else [])
    score = min(100, sum(POINTS[r.code] for r in reasons))
    if payer.currency != line.currency:
        reasons.append(
            Reason("currency", {"currency": line.currency, "converted_amount": f"{amount} {payer.currency}"})
        )
    return Suggestion(payer.account_id, score, amount, payer.currency, tuple(reasons), targets)


def _comes_to(amount: int, payer: Payer, named: list[Debt], is_known: bool) -> tuple[Reason | None, tuple[Key, ...]]:
    """What the amount is exactly, and the debts to pay with it: those named first."""
    if named and sum(debt.open_minor for debt in named) == amount:
        code = "amount_one" if len(named) == 1 else "amount_some"
        return _exactly(code, named)
    if not named:
        one = next((debt for debt in payer.debts if debt.open_minor == amount), None)
        if one is not None:
            return _exactly("amount_one", [one])
    if payer.debts and payer.due_minor == amount:
        return Reason("amount_all"), tuple(debt.key for debt in [*named, *(d for d in payer.debts if d not in named)])
    some = _sum_of(amount, payer.debts[:SUM_AMONG_MAX]) if is_known and not named else None
    if some:
        return _exactly("amount_some", some)
    return None, tuple(debt.key for debt in named)


def _exactly(code: str, debts: Sequence[Debt]) -> tuple[Reason, tuple[Key, ...]]:
    numbers = ", ".join(debt.numbers[0] for debt in debts)
    return Reason(code, {"number": numbers}), tuple(debt.key for debt in debts)


def _sum_of(amount: int, debts: Sequence[Debt]) -> list[Debt] | None:
    """A few debts that come to the amount, the oldest and the fewest first."""
    for many in range(2, SUM_OF_MAX + 1):
        for some in combinations(debts, many):
            if sum(debt.open_minor for debt in some) == amount:
                return list(some)
    return None


def tokens(text: str) -> list[str]:
    """Words that may be numbers of ours, bare of signs; neighbours joined too, as people part numbers by blanks."""
    words = [bare(word) for word in TOKEN.findall(plain(text))]
    words = [word for word in words if word][:WORDS_MAX]
    joined = ["".join(words[n : n + size]) for size in (2, 3) for n in range(len(words) - size + 1)]
    parts = [bare(part) for word in TOKEN.findall(plain(text)) for part in re.split(r"[./_]", word)]
    return [word for word in [*words, *parts, *joined] if len(word) >= 3]


def bare(number: str) -> str:
    """2026-000001 -> 2026000001: a number without its signs."""
    return re.sub(r"[^0-9A-Z]", "", plain(number))


def plain(text: str) -> str:
    """In capitals, without accents and full-width letters."""
    folded = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in folded if not unicodedata.combining(mark)).upper()


def plain_name(name: str) -> str:
    """A company's name without its legal form."""
    words = re.sub(r"[^\w ]+", " ", plain(name))
    return " ".join(FORMS.sub(" ", words).split())
