"""CAMT.053 files as banks write them, for tests."""

from collections.abc import Sequence

IBAN = "ES9121000418450200051332"


def entry(
    amount: str, *, reference: str = "", end_to_end: str = "", text: str = "", payer: str = "", iban: str = "",
    day: str = "2026-11-20", currency: str = "CNY", sign: str = "CRDT", status: str = "BOOK", version: int = 2,
    extra: str = "",
) -> str:  # fmt: skip
    """One entry with one transaction."""
    said = f"<Sts>{status}</Sts>" if version < 8 else f"<Sts><Cd>{status}</Cd></Sts>"
    name = f"<Nm>{payer}</Nm>" if version < 8 else f"<Pty><Nm>{payer}</Nm></Pty>"
    role = "Dbtr" if sign == "CRDT" else "Cdtr"
    return f"""<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{said}
<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>{
        f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else ""
    }
<NtryDtls>{
        extra
        or f'''<TxDtls><Refs><EndToEndId>{end_to_end or "NOTPROVIDED"}</EndToEndId></Refs>
<RltdPties><{role}>{name}</{role}><{role}Acct><Id><IBAN>{iban}</IBAN></Id></{role}Acct></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>'''
    }</NtryDtls></Ntry>"""


def balance(
    code: str, amount: str, *, day: str = "2026-11-20", currency: str = "CNY", sign: str = "CRDT"
) -> str:  # fmt: skip
    """What the bank says lay there: OPBD before, CLBD after."""
    return f"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>
<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"""


def statement(
    entries: Sequence[str], *, iban: str = IBAN, currency: str = "CNY", version: int = 2, balances: str = ""
) -> bytes:
    """A file of one statement."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02d}"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
<Bal><Amt Ccy="{currency}">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>{balances}
{"".join(entries)}</Stmt></BkToCstmrStmt></Document>""".encode()
