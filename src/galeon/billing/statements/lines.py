"""Charges as a reader sees them: explained, and put together by the waybill they are of."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from galeon.billing.charges.differences import WEIGH_IN
from galeon.billing.charges.explain import Why, explain
from galeon.tariffs.reads import version_names
from galeon.tariffs.words.fee_names import event_name, fee_name


class Line(msgspec.Struct, frozen=True):
    """One charge. name and reason are in the reader's language; rule: the list's version, `US-EXPRESS v3`.

    event: the code of what raised it (weigh_in, customs_entry, ...). charge_g: the weight it was charged for.
    """

    id: int
    charged_at: datetime
    code: str
    name: str
    amount_minor: int
    event: str
    charge_g: int | None
    reason: str
    rule: str

    @property
    def raised_by(self) -> str:
        """What raised it, in the language in force; "" of the weigh-in, as most are."""
        return "" if self.event == WEIGH_IN else event_name(self.event)


class Group(msgspec.Struct, frozen=True):
    """The charges of one waybill in a statement (waybill_id 0: of the account as a whole)."""

    waybill_id: int
    number: str
    displayed_number: str
    reference: str
    to_country: str
    lines: list[Line]

    @property
    def total_minor(self) -> int:
        """The sum of its lines."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def charge_g(self) -> int | None:
        """The weight charged last."""
        return next((line.charge_g for line in reversed(self.lines) if line.charge_g), None)


class Row(msgspec.Struct, frozen=True):
    """A charge as `lines.sql` and `grouped.sql` give it; reason is JSON text."""

    waybill_id: int
    id: int
    number: str
    displayed_number: str
    reference: str
    to_country: str
    charged_at: datetime
    code: str
    amount_minor: int
    currency: str
    event: str
    charge_g: int | None
    before_minor: int
    version_id: int | None
    reason: str | None


_WHY = msgspec.json.Decoder(Why)


def by_waybill(rows: Sequence[Row], language: str) -> list[Group]:
    """The rows explained in `language`; those of a waybill that follow one another are one group."""
    names = version_names(row.version_id for row in rows if row.version_id)
    found: list[Group] = []
    for row in rows:
        if not found or found[-1].waybill_id != row.waybill_id:
            found.append(Group(row.waybill_id, row.number, row.displayed_number, row.reference, row.to_country, []))
        found[-1].lines.append(_line(row, names, language))
    return found


def _line(row: Row, names: dict[int, str], language: str) -> Line:
    why = _WHY.decode(row.reason) if row.reason else None
    return Line(
        row.id, row.charged_at, row.code, fee_name(row.code, language), row.amount_minor, row.event, row.charge_g,
        explain(why, row.amount_minor, row.before_minor, row.currency, language),
        names.get(row.version_id, "") if row.version_id else "",
    )  # fmt: skip
