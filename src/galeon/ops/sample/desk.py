"""Finance's desk at the sample company: two companies of ours, their taxes and banks, and what waits for a person now."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from django.db import connection
from msgspec import Struct

from galeon.billing.cash.acts import NewBankAccount, open_bank_account, read_file
from galeon.billing.company.acts import move_account
from galeon.billing.credit.acts import NewLimit, NewTopUp, ask_limit, ask_top_up
from galeon.billing.disputes.opening import NewClaim, NewDispute, open_claim, open_dispute
from galeon.billing.invoices.rules import NewTaxRule, add_tax_rule
from galeon.kernel.tenancy import customer
from galeon.kernel.wording import major
from galeon.ops.sample.company import House, sure
from galeon.parties.acts import change_entity, open_entity
from galeon.parties.entities import NewEntity

SHENZHEN = NewEntity(
    code="GALEON-CN", name="深圳加利恩物流有限公司 Galeón Logistics (Shenzhen)", country="CN", currency="CNY", prefix="GX",
    address="深圳市宝安区福永街道航城大道88号", tax_number="91440300MA5EXQ8H3T",
    payment_text="招商银行深圳分行 6214 8378 0000 1234",
)  # fmt: skip
MADRID = NewEntity(
    code="GALEON-ES", name="Galeón Iberia, S.L.", country="ES", currency="EUR", prefix="GE", timezone="Europe/Madrid",
    address="Calle de la Carga Aérea 7, 28042 Madrid", tax_number="B83921148",
    payment_text="IBAN ES91 2100 0418 4502 0005 1332",
)  # fmt: skip
SPANISH = "OLIVA"
BANK_CN, BANK_ES = "6214837800001234", "ES9121000418450200051332"
EXPORT = "International carriage: exempt"
FIRST_DAY = date(2020, 1, 1)


class Credit(Struct, frozen=True):
    """Money that came to the bank, as its file says it; below zero it left."""

    amount: Decimal
    payer: str
    text: str
    days_ago: int


def open_companies(house: House, at: datetime) -> None:
    """Our companies in Shenzhen and Madrid, how each taxes, where its money is, and who is invoiced by Madrid."""
    told = change_entity(1, SHENZHEN)
    spain = open_entity(MADRID)
    if isinstance(told, list) or isinstance(spain, list):
        raise TypeError(told, spain)
    sure(move_account(house.accounts[SPANISH].pk, spain, at))
    rules = [
        NewTaxRule(entity_id=1, category="E", percent=Decimal(0), valid_from=FIRST_DAY, reason=EXPORT),
        NewTaxRule(entity_id=spain, category="S", percent=Decimal(21), valid_from=FIRST_DAY),
    ]
    for rule in rules:
        sure(add_tax_rule(rule, by=None))
    sure(
        open_bank_account(NewBankAccount(entity_id=1, name="China Merchants Bank", currency="CNY", number=BANK_CN), at)
    )
    sure(open_bank_account(NewBankAccount(entity_id=spain, name="CaixaBank", currency="EUR", number=BANK_ES), at))


def leave_open(house: House, now: datetime, finance: int, owners: dict[str, int]) -> None:
    """What somebody trying the pages finds to do: the bank's lines, a dispute, a claim, a raise, a top-up."""
    _bank(house, now, finance)
    _ask(house, now, finance, owners)
    statement, line = _one(
        """SELECT s.id, c.id FROM statement s JOIN charge c ON c.account_id = s.account_id AND c.statement_id = s.id
            WHERE s.account_id = %s AND s.state = 'closed' AND c.waybill_id > 0 AND c.amount_minor > 0
            ORDER BY s.id DESC, c.amount_minor DESC LIMIT 1""",
        house.accounts["LUMEN"].pk,
    )
    with customer(house.accounts["LUMEN"].pk):
        dispute = NewDispute(
            account_id=house.accounts["LUMEN"].pk, statement_id=statement, charge_ids=(line,), reason="weight",
            text="我们称的是 1.2 公斤，请核对仓库的称重记录。",
        )  # fmt: skip
        sure(open_dispute(dispute, by=owners["LUMEN"], at=now - timedelta(days=2)))
    lost = _one("SELECT account_id, id FROM waybill WHERE state = %s ORDER BY id DESC LIMIT 1", "lost")
    code = next(code for code, account in house.accounts.items() if account.pk == lost[0])
    with customer(lost[0]):
        claim = NewClaim(account_id=lost[0], waybill_id=lost[1], about="lost", text="The buyer never got it.")
        sure(open_claim(claim, by=owners[code], at=now - timedelta(hours=20)))


def _ask(house: House, now: datetime, finance: int, owners: dict[str, int]) -> None:
    raised = NewLimit(
        account_id=house.accounts["NORTHWIND"].pk, limit_minor=3_500_000, reason="Black Friday volume, paid on time for a year",
        until=(now + timedelta(days=30)).date(),
    )  # fmt: skip
    sure(ask_limit(raised, by=finance, at=now - timedelta(hours=5)))
    with customer(house.accounts["PANDA"].pk):
        paid = NewTopUp(
            account_id=house.accounts["PANDA"].pk, amount_minor=200_000, method="alipay", reference="2026112422001471",
            paid_on=(now - timedelta(days=1)).date(),
        )  # fmt: skip
        sure(ask_top_up(paid, by=owners["PANDA"], at=now - timedelta(hours=3)))


def _bank(house: House, now: datetime, finance: int) -> None:
    """The bank's file of this week: one says its statement, one nothing at all, one is nobody's, and a fee."""
    number, owed = _one(
        """SELECT number, closing_minor FROM statement WHERE account_id = %s AND state = 'closed' AND closing_minor > 0
            ORDER BY id DESC LIMIT 1""",
        house.accounts["ORIENT"].pk,
    )
    credits = [
        Credit(major(owed, "CNY") / 2, "Orient Garden Supplies", f"Statement {number}, first half", 2),
        Credit(Decimal("1500.00"), "Sakura Apparel Co", "for account SAKURA", 1),
        Credit(Decimal("318.40"), "陈建国", "货款", 1),
        Credit(Decimal("-35.00"), "", "Account fee", 1),
    ]
    sure(read_file(_bank_account(BANK_CN), "camt053.xml", camt(credits, now), by=finance, at=now))


def camt(credits: Sequence[Credit], now: datetime) -> bytes:
    """A CAMT.053 file with these lines."""
    entries = "".join(
        f"""<Ntry><Amt Ccy="CNY">{abs(c.amount):.2f}</Amt><CdtDbtInd>{"CRDT" if c.amount > 0 else "DBIT"}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>{(now - timedelta(days=c.days_ago)).date()}</Dt></BookgDt><AcctSvcrRef>CMB{now:%y%m%d}{n:04d}</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>{escape(c.payer)}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>{escape(c.text)}</Ustrd></RmtInf>
</TxDtls></NtryDtls></Ntry>"""
        for n, c in enumerate(credits, start=1)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>CMB{now:%y%m%d}</MsgId></GrpHdr>
<Stmt><Id>{now:%y%j}</Id><Acct><Id><Othr><Id>{BANK_CN}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>
""".encode()


def _bank_account(number: str) -> int:
    return int(_one("SELECT id FROM bank_account WHERE number = %s", number)[0])


def _one(statement: str, *terms: int | str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, terms)
        row: tuple[int, ...] = cursor.fetchone()
    return row
