"""What is gathered of one entry of a CAMT.053: its own values, and those of its transactions, by path. Pure."""


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
