"""What is gathered of a CAMT.053: an entry's own values and those of its transactions, by path; the balances. Pure."""

from collections.abc import Callable
from datetime import date

from galeon.billing.cash.booked import Balance


class Transaction:
    """One transaction's values by path below `TxDtls`."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.currencies: dict[str, str] = {}

    def value(self, *paths: str) -> str:
        """The first value of the first path that has one, else ""."""
        return next((self.values[path][0] for path in paths if path in self.values), "")


class Entry:
    """One `Ntry`; values by path below it, those of its transactions with each of them."""

    TRANSACTION = "NtryDtls/TxDtls/"

    def __init__(self) -> None:
        self.own = Transaction()
        self.transactions: list[Transaction] = []

    @property
    def currency(self) -> str:
        """The currency it was booked in."""
        return self.own.currencies.get("Amt", "")

    def value(self, *paths: str) -> str:
        """The entry's own, as `Transaction.value`."""
        return self.own.value(*paths)

    def says(self, path: str, text: str) -> None:
        """Keep a value."""
        part, path = self._of(path)
        part.values.setdefault(path, []).append(text)

    def currency_said(self, path: str, currency: str) -> None:
        """Keep the currency of an amount."""
        part, path = self._of(path)
        part.currencies.setdefault(path, currency.upper())

    def whole(self) -> Transaction:
        """All transactions as one, for an entry that is one movement."""
        if len(self.transactions) == 1:
            return self.transactions[0]
        merged = Transaction()
        for part in self.transactions:
            for path, values in part.values.items():
                if path != "Refs/AcctSvcrRef":
                    merged.values.setdefault(path, []).extend(values)
        return merged

    def _of(self, path: str) -> tuple[Transaction, str]:
        if path.startswith(self.TRANSACTION) and self.transactions:
            return self.transactions[-1], path.removeprefix(self.TRANSACTION)
        return self.own, path


class Balances:
    """What the bank says lay there: the first opening and the last closing balance, whatever else it tells."""

    OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.found: list[tuple[str, Balance]] = []

    def says(self, path: str, text: str) -> None:
        """Keep a value of the balance that is being read; path below `Bal`, `@Ccy` for its currency."""
        if text:
            self.values.setdefault(path, text)

    def ends(self, minor: Callable[[str, str], int]) -> None:
        """It is read whole. What cannot be read is none: the movements count without it."""
        told, self.values = self.values, {}
        sign = {"CRDT": 1, "DBIT": -1}.get(told.get("CdtDbtInd", ""))
        currency = told.get("@Ccy", "").upper()
        try:
            amount = minor(told.get("Amt", ""), currency)
            day = date.fromisoformat((told.get("Dt/Dt") or told.get("Dt/DtTm", ""))[:10])
        except (ValueError, ArithmeticError):
            return
        if sign:
            self.found.append((told.get("Tp/CdOrPrtry/Cd", ""), Balance(day, sign * amount, currency)))

    def opening(self) -> Balance | None:
        """The earliest: what is called opening, else what the statement before closed with."""
        for code in self.OPENING:
            if days := [balance for said, balance in self.found if said == code]:
                return min(days, key=lambda balance: balance.on)
        return None

    def closing(self) -> Balance | None:
        """The latest."""
        days = [balance for said, balance in self.found if said in self.CLOSING]
        return max(days, key=lambda balance: balance.on, default=None)
