"""A bank's file taken in: kept as it came, its movements written once, whatever else brought them before."""

import hashlib
import zlib
from datetime import UTC, date, datetime

import msgspec
from django.db import connection, transaction

from galeon.billing.cash import camt, csvfile
from galeon.billing.cash.bankaccounts import map_columns
from galeon.billing.cash.booked import Booked, Read, marked
from galeon.billing.cash.models import BankAccount, BankFile
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load


class FileRead(msgspec.Struct, frozen=True):
    """A file that was read. new: its lines nobody had brought before. existing: this very file was read before.

    needs_mapping: it is a CSV and nobody has said yet which column is which; nothing of it is written.
    """

    file_id: int
    lines: int = 0
    new: int = 0
    pending: int = 0
    existing: bool = False
    needs_mapping: bool = False


class _Line(msgspec.Struct, frozen=True):
    id: int
    no: int
    fingerprint: str
    twin_id: int | None
    fault: str
    state: str
    said: Booked


def read_file(
    bank_account_id: int, name: str, content: bytes, *, by: int | None, at: datetime | None = None
) -> FileRead | Refusal:
    """Read a bank's file into lines, all of them or none. The same file, or a line of an overlapping one, counts once.

    Refused, with nothing written: bank_account, file_empty, file_too_large, file_too_long, file_broken, file_entities,
    file_not_camt, file_entry, file_accounts, file_account (another account's), file_currency.
    """
    account = BankAccount.objects.filter(pk=bank_account_id).first()
    if account is None:
        return _no("bank_account", "There is no such account of ours.")
    kind = "camt" if _is_xml(content) else "csv"
    with transaction.atomic():
        _alone(bank_account_id)
        digest = hashlib.sha256(content).hexdigest()
        known = BankFile.objects.filter(bank_account=account, sha256=digest).first()
        if known is not None and known.lines is not None:
            return FileRead(known.id, known.lines, 0, known.skipped, existing=True)
        found = _said(account, kind, content)
        if isinstance(found, Refusal) and (found.code != "mapping" or kind != "csv"):
            return found
        file_id = known.id if known else _keep(account.pk, name, kind, digest, content, by, at or datetime.now(UTC))
        if isinstance(found, Refusal):
            return FileRead(file_id, needs_mapping=True)
        return _taken(account, file_id, found)


def map_file(file_id: int, how: csvfile.Mapping) -> FileRead | Refusal:
    """Read a kept CSV as a person maps it, and keep the mapping for the bank's next files.

    Refused: bank_account (no such file), mapping, file_entry.
    """
    file = BankFile.objects.filter(pk=file_id, kind="csv").select_related("bank_account").first()
    if file is None:
        return _no("bank_account", "There is no such file.")
    rows = table_of(file)
    if isinstance(rows, Refusal):
        return rows
    found = csvfile.read(rows.rows, how, file.bank_account.currency)
    if isinstance(found, Refusal):
        return found
    with transaction.atomic():
        _alone(file.bank_account_id)
        map_columns(file.bank_account_id, how)
        file.refresh_from_db(fields=["lines"])
        if file.lines is not None:
            return FileRead(file.id, file.lines, existing=True)
        return _taken(file.bank_account, file.id, found)


def table_of(file: BankFile) -> csvfile.Table | Refusal:
    """A kept CSV's rows and what they seem to mean."""
    return csvfile.table(zlib.decompress(file.content))


def _said(account: BankAccount, kind: str, content: bytes) -> Read | Refusal:
    if kind == "camt":
        found = camt.read(content)
        return found if isinstance(found, Refusal) else _of_account(account, found)
    rows = csvfile.table(content)
    if isinstance(rows, Refusal):
        return rows
    if account.mapping is None:
        return _no("mapping", "Say which column is which.")
    how = msgspec.convert(account.mapping, csvfile.Mapping)
    if csvfile.is_unclear(rows.rows, how):
        return _no("mapping", "Say what begins the decimals: 1.000 may be one or a thousand.")
    found = csvfile.read(rows.rows, how, account.currency)
    if isinstance(found, Refusal):  # the bank has changed its columns: a person looks again
        return _no("mapping", "Say which column is which.")
    return found


def _of_account(account: BankAccount, found: Read) -> Read | Refusal:
    number = found.number.replace(" ", "").upper()
    if number and number != account.number:
        return _no(
            "file_account", "This file is of account {theirs}, not of {ours}: choose its account first.",
            theirs=number, ours=account.number,
        )  # fmt: skip
    if found.currency and found.currency != account.currency:
        return _no(
            "file_currency", "This file is in {theirs} and the account is kept in {ours}: nothing of it was read.",
            theirs=found.currency, ours=account.currency,
        )  # fmt: skip
    return found


def _taken(account: BankAccount, file_id: int, found: Read) -> FileRead:
    """Write the lines nobody brought before, with what each may be a double of."""
    marks = marked(found.lines)
    fingerprints = [mark.fingerprint for mark in marks]
    with connection.cursor() as cursor:
        cursor.execute("SELECT galeon_id() FROM generate_series(1, %s)", [len(marks)])
        fresh = [int(row[0]) for row in cursor.fetchall()]
        terms: dict[str, int | list[str] | list[int] | list[date]] = {
            "account": account.pk, "fingerprints": fingerprints,
            "references": list({x.reference for x in found.lines if x.reference}),
            "days": [x.booked_on for x in found.lines], "amounts": [x.amount_minor for x in found.lines], "file": file_id,
        }  # fmt: skip
        cursor.execute(load("billing.cash", "known_lines"), terms)
        known = {(what, key): int(line_id) for what, key, line_id in cursor.fetchall()}
        ids = [known.get(("line", mark.fingerprint), new) for mark, new in zip(marks, fresh, strict=True)]
        new_lines = [
            _Line(
                ids[n], n + 1, mark.fingerprint, ids[mark.twin] if mark.twin is not None else _double(line, known),
                "currency" if line.currency != account.currency else "", "open" if line.amount_minor > 0 else "out", line,
            )
            for n, (mark, line) in enumerate(zip(marks, found.lines, strict=True))
            if ("line", mark.fingerprint) not in known
        ]  # fmt: skip
        body = msgspec.json.encode(new_lines).decode()
        cursor.execute(load("billing.cash", "take_lines"), {"account": account.pk, "file": file_id, "lines": body})
    BankFile.objects.filter(pk=file_id).update(
        lines=len(marks), new_lines=len(new_lines), skipped=found.pending, **_balances(account, found)
    )
    return FileRead(file_id, len(marks), len(new_lines), found.pending)


def _balances(account: BankAccount, found: Read) -> dict[str, int | date]:
    """What the file says lay there, as columns; what it says in another currency is of another account."""
    told: dict[str, int | date] = {}
    if found.opening is not None and found.opening.currency == account.currency:
        first = min((line.booked_on for line in found.lines), default=found.opening.on)
        told |= {"opening_minor": found.opening.amount_minor, "opening_on": first}
    if found.closing is not None and found.closing.currency == account.currency:
        told |= {"closing_minor": found.closing.amount_minor, "closing_on": found.closing.on}
    return told


def _double(line: Booked, known: dict[tuple[str, str], int]) -> int | None:
    """A line of another file this may be: the same reference, or the same day and amount in another format."""
    return known.get(("reference", line.reference)) or known.get(("same", f"{line.booked_on} {line.amount_minor}"))


def _keep(
    account_id: int, name: str, kind: str, digest: str, content: bytes, by: int | None, at: datetime
) -> int:  # fmt: skip
    shown = " ".join("".join(mark if mark.isprintable() else " " for mark in name).split())[-120:]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO bank_file (id, bank_account_id, name, kind, sha256, content, uploaded_at, uploaded_by, skipped)
               VALUES (galeon_id(), %s, %s, %s, %s, %s, %s, %s, 0) RETURNING id""",
            [account_id, shown or kind, kind, digest, zlib.compress(content, 6), at, by],
        )
        return int(cursor.fetchone()[0])


def _alone(bank_account_id: int) -> None:
    """One file of an account at a time, so that two overlapping ones cannot both bring a line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM bank_account WHERE id = %s FOR UPDATE", [bank_account_id])


def _is_xml(content: bytes) -> bool:
    return content[:400].replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n").startswith(b"<")


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="file", message=message, params=params)
