"""A bank's CAMT.053: every version we meet, and every file that is none."""

import time
import tracemalloc

import pytest

from galeon.billing.cash import camt
from galeon.billing.cash.booked import Read, marked
from galeon.billing.cash.tests.camtfile import IBAN, entry, statement
from galeon.kernel.refusal import Refusal


def read(content: bytes) -> Read:
    answer = camt.read(content)
    assert isinstance(answer, Read), answer
    return answer


@pytest.mark.parametrize("version", [2, 3, 4, 6, 8])
def test_a_statement_of_any_version_says_who_paid_what_and_for_what(version: int) -> None:
    found = read(
        statement(
            [
                entry("317.12", reference="B-1", end_to_end="E-1", text="ST 2026-000001", payer="Lumen Trading",
                      iban="DE89370400440532013000", version=version),
                entry("40.00", reference="B-2", sign="DBIT", payer="Carrier GmbH", version=version),
                entry("9.99", status="PDNG", version=version),
            ], version=version,
        )
    )  # fmt: skip
    assert (found.number, found.currency, found.pending) == (IBAN, "CNY", 1)
    first, second = found.lines
    assert (first.amount_minor, first.currency, first.reference, first.end_to_end) == (31_712, "CNY", "B-1", "E-1")
    assert (first.payer, first.payer_account, first.text) == (
        "Lumen Trading",
        "DE89370400440532013000",
        "ST 2026-000001",
    )
    assert first.booked_on.isoformat() == "2026-11-20"
    assert (second.amount_minor, second.payer) == (-4_000, "Carrier GmbH")


def test_a_batch_entry_is_told_as_its_transactions_when_they_add_up() -> None:
    def part(amount: str, name: str) -> str:
        return f"""<TxDtls><Refs><AcctSvcrRef>B-9</AcctSvcrRef></Refs><AmtDtls><TxAmt><Amt Ccy="CNY">{amount}</Amt></TxAmt></AmtDtls>
<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>"""

    both = part("100.00", "Norte") + part("217.12", "Lumen")
    (norte, lumen) = read(statement([entry("317.12", reference="B-9", extra=both)])).lines
    assert [(x.payer, x.amount_minor, x.reference) for x in (norte, lumen)] == [
        ("Norte", 10_000, "B-9/1"), ("Lumen", 21_712, "B-9/2"),
    ]  # fmt: skip
    assert len(read(statement([entry("317.13", reference="B-9", extra=both)])).lines) == 1


def test_a_reference_the_bank_leaves_out_is_none() -> None:
    (line,) = read(statement([entry("1.00", end_to_end="NOTPROVIDED")])).lines
    assert (line.reference, line.end_to_end) == ("", "")


def test_a_line_that_comes_twice_in_a_file_is_two_lines_and_the_second_may_be_a_double() -> None:
    lines = read(
        statement([entry("5.00", payer="Lumen"), entry("5.00", payer="Lumen"), entry("5.00", payer="Norte")])
    ).lines
    marks = marked(lines)
    assert len({mark.fingerprint for mark in marks}) == 3
    assert [mark.twin for mark in marks] == [None, 0, None]
    assert marked(lines[:1])[0].fingerprint == marks[0].fingerprint


def bomb() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{levels}]><Document>&l11;</Document>'.encode()


WELL = statement([entry("1.00")])
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + WELL.split(b"?>", 1)[1].replace(
    b"M1", b"&f;"
)
BAD = {
    "bomb": (bomb(), "file_entities"),
    "bomb in utf-16": (bomb().decode().encode("utf-16"), "file_entities"),
    "another file's contents": (XXE, "file_entities"),
    "a document type from elsewhere": (
        b'<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">' + WELL.split(b"?>", 1)[1], "file_entities",
    ),
    "an entity nobody declared": (WELL.replace(b"M1", b"&who;"), "file_broken"),
    "cut off": (WELL[: len(WELL) // 2], "file_broken"),
    "crossed tags": (WELL.replace(b"</Stmt>", b"</Smtt>"), "file_broken"),
    "no xml": (b"Date;Amount\n2026-11-20;5,00\n", "file_broken"),
    "letters unknown": (WELL.replace(b"UTF-8", b"utf-7x"), "file_broken"),
    "half a letter": (WELL.replace(b"M1", b"\xff\xfe\xfa"), "file_broken"),
    "nothing": (b" \n ", "file_empty"),
    "camt.054": (WELL.replace(b"camt.053", b"camt.054"), "file_not_camt"),
    "another xml": (b"<html><body/></html>", "file_not_camt"),
    "no amount": (WELL.replace(b">1.00<", b">one<"), "file_entry"),
    "half a cent": (WELL.replace(b">1.00<", b">1.005<"), "file_entry"),
    "no day": (WELL.replace(b"2026-11-20", b"2026-31-20"), "file_entry"),
    "no sign": (WELL.replace(b"CRDT</CdtDbtInd><Sts>", b"XXXX</CdtDbtInd><Sts>"), "file_entry"),
    "deep": (b"<a>" * 8_000_000, "file_not_camt"),
    "deep in a statement": (WELL.replace(b"</Stmt>", b"<a>" * 8_000_000), "file_too_large"),
    "wide": (WELL.replace(b"</Stmt>", b"<a/>" * 7_000_000), "file_too_large"),
    "too large": (b"<" * (camt.FILE_MAX + 1), "file_too_large"),
    "a text of 30 MB, then broken": (WELL.replace(b"M1", b"x" * 30_000_000)[:-20], "file_broken"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_no_statement_is_refused_at_once_and_says_why(what: str) -> None:
    content, code = BAD[what]
    began = time.process_time()
    answer = camt.read(content)
    took = time.process_time() - began
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == (code, "file")
    assert answer.text()
    assert took < 2


@pytest.mark.parametrize("what", ["bomb", "deep in a statement", "wide", "a text of 30 MB, then broken"])
def test_a_hostile_file_takes_no_memory_beside_its_own(what: str) -> None:
    content, _code = BAD[what]
    tracemalloc.start()
    camt.read(content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_ten_thousand_lines_are_read_in_seconds() -> None:
    content = statement(
        [entry(f"{n}.37", reference=f"B-{n}", text=f"order {n}", payer="Lumen") for n in range(1, 10_001)]
    )
    began = time.process_time()
    assert len(read(content).lines) == 10_000
    assert time.process_time() - began < 6
