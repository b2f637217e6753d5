"""The chart of accounts as data. `code, kind, is_customer, name`; synced to `book_account` after each migrate."""

import msgspec


class Line(msgspec.Struct, frozen=True):
    """One account of the chart."""

    code: str
    kind: str
    name: str
    is_customer: bool = False


CHART: tuple[Line, ...] = (
    Line("receivable", "asset", "Customers", is_customer=True),
    Line("bank", "asset", "Bank"),
    Line("cash", "asset", "Cash"),
    Line("revenue", "revenue", "Carriage revenue"),
    Line("revenue_surcharge", "revenue", "Surcharge revenue"),
    Line("revenue_customs", "revenue", "Customs service revenue"),
    Line("cost", "expense", "Carriers and line-haul"),
    Line("duty_payable", "liability", "Duty and tax advanced"),
    Line("opening", "equity", "Opening balances"),
)
