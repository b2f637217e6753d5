"""The chart of accounts as data. `code, kind, is_customer, name`; synced to `book_account` after each migrate."""

import msgspec


class Line(msgspec.Struct, frozen=True):
    """One account of the chart."""

    code: str
    kind: str
    name: str
    is_customer: bool = False


CHART: tuple[Line, ...] = (
    Line("receivable", "asset", "Customers, invoiced", is_customer=True),
    Line("unbilled", "asset", "Customers, charged and not invoiced yet", is_customer=True),
    Line("bank", "asset", "Bank"),
    Line("cash", "asset", "Cash"),
    Line("wallets", "asset", "Alipay and WeChat"),
    Line("transit", "asset", "Between our own accounts"),
    Line("cod_in_transit", "asset", "Cash carriers collected and owe us"),
    Line("recoverable", "asset", "Claims against suppliers"),
    Line("between_entities", "asset", "Between our companies"),
    Line("revenue", "revenue", "Carriage revenue"),
    Line("revenue_surcharge", "revenue", "Surcharge revenue"),
    Line("revenue_customs", "revenue", "Customs service revenue"),
    Line("revenue_storage", "revenue", "Storage and handling revenue"),
    Line("other_income", "revenue", "Other income"),
    Line("cost", "expense", "Carriers and line-haul"),
    Line("cost_borne", "expense", "Fees we bear ourselves"),
    Line("compensation", "expense", "Compensation paid to customers"),
    Line("bad_debt", "expense", "Debts written off"),
    Line("bank_fees", "expense", "Bank fees"),
    Line("other_expense", "expense", "Other expenses"),
    Line("fx_difference", "expense", "Realised exchange differences"),
    Line("accrued_cost", "liability", "Costs expected, not billed to us yet"),
    Line("payable", "liability", "Suppliers"),
    Line("duty_payable", "liability", "Duty and tax advanced"),
    Line("tax_payable", "liability", "Tax on our invoices"),
    Line("cod_payable", "liability", "Cash collected for customers"),
    Line("unidentified", "liability", "Money received from nobody known yet"),
    Line("conversion", "equity", "Between currencies"),
    Line("opening", "equity", "Opening balances"),
)
