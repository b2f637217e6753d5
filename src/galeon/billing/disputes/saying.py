"""Messages of a case with the files handed in with them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

from galeon.billing.credit.rights import bad_text
from galeon.billing.credit.slips import kind_of
from galeon.billing.disputes.models import Evidence
from galeon.kernel.refusal import Refusal

TEXT_MAX, NAME_MAX = 4_000, 80
FILES_MAX = 10  # of a case


class File(msgspec.Struct, frozen=True):
    """A file as it came: its name as the sender calls it, its contents."""

    name: str
    content: bytes


def refused(text: str, files: Sequence[File], *, had: int = 0, required: bool = True) -> Refusal | None:
    """What is wrong with a message: text_missing, text, files_many, slip_large, slip_unreadable; field: text or files."""
    if refusal := bad_text(text, "text", required=required, longest=TEXT_MAX):
        return refusal
    if had + len(files) > FILES_MAX:
        return Refusal(code="files_many", field="files", message="At most {max} files.", params={"max": str(FILES_MAX)})
    kinds = [kind_of(file.content, "files") for file in files]
    return next((kind for kind in kinds if isinstance(kind, Refusal)), None)


def files_of(account_id: int, case_id: int) -> int:
    """How many files a case has."""
    return Evidence.objects.filter(account_id=account_id, case_id=case_id).count()


def write(
    account_id: int, case_id: int, text: str, files: Sequence[File], *, by: int, is_house: bool, at: datetime
) -> int:
    """Keep a message and its files, which `refused` has looked at; its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO dispute_message (account_id, id, case_id, text, said_at, said_by, is_house)
               VALUES (%s, galeon_id(), %s, %s, %s, %s, %s) RETURNING id""",
            [account_id, case_id, text.strip(), at, by, is_house],
        )
        (message_id,) = cursor.fetchone()
        if files:
            cursor.executemany(
                """INSERT INTO dispute_evidence (account_id, id, case_id, message_id, name, kind, content)
                   VALUES (%s, galeon_id(), %s, %s, %s, %s, %s)""",
                [
                    (account_id, case_id, message_id, _name(file.name), str(kind_of(file.content)), file.content)
                    for file in files
                ],
            )
    return int(message_id)


def _name(name: str) -> str:
    kept = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"')
    return kept[-NAME_MAX:] or "file"
