"""A statement put together as the customer likes: by waybill, by bill of lading or other master, by customs entry, by fee.

Masters and customs entries span accounts and customers do not see them: here they see the number of those their own
waybills are in. Whoever calls has seen the statement's head, and so may see the statement.
"""

from collections.abc import Mapping

import msgspec
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from galeon.billing.statements.lines import Group, Row, by_waybill
from galeon.kernel import wording
from galeon.kernel.sql import load
from galeon.kernel.tenancy import as_application
from galeon.tariffs.words.reasons import fee_name

WAYS: Mapping[str, str] = {
    "waybill": gettext_noop("By waybill"),
    "master": gettext_noop("By bill of lading"),
    "customs": gettext_noop("By customs entry"),
    "fee": gettext_noop("By fee"),
}
MASTERS = {"mawb": gettext_noop("Air waybill"), "bl": gettext_noop("Bill of lading"), "cmr": "CMR"}
NOT_YET, ACCOUNT = 2**63 - 3, 2**63 - 2
"""Beyond all ids, as `billing_waybill_group` gives them."""
WORDS = {NOT_YET: "none", ACCOUNT: "account"}
GROUPS_MAX = 5_000
BEGIN = (-1, "", -1, 0)
_Terms = dict[str, int | str | None]


class GroupSum(msgspec.Struct, frozen=True):
    """What one group comes to. key: the master's or entry's id, the fee's code, `none` (in none yet), `account`.

    name and detail are in the reader's language; detail: the kind of master, the country of the entry.
    """

    key: str
    name: str
    detail: str
    waybills: int
    lines: int
    amount_minor: int


class Section(msgspec.Struct, frozen=True):
    """Charges of one group that follow one another, by waybill; after: where the next page goes on."""

    key: str
    groups: list[Group]
    after: tuple[int, str, int, int]


def group_sums(account_id: int, statement_id: int, by: str, language: str, limit: int = GROUPS_MAX) -> list[GroupSum]:
    """What each master, customs entry or fee comes to, in the order `sections` gives their lines."""
    terms: _Terms = {"account": account_id, "statement": statement_id, "by": by, "limit": min(limit, GROUPS_MAX)}
    with as_application(), connection.cursor() as cursor:
        cursor.execute(load("billing", "groups"), terms)
        rows = cursor.fetchall()
    with translation.override(wording.language_code(language)):
        return [
            GroupSum(_key(no, code), *_named(by, no, code, number, kind, language), waybills, lines, amount)
            for no, code, number, kind, waybills, lines, amount in rows
        ]


def sections(
    account_id: int,
    statement_id: int,
    by: str,
    language: str,
    *,
    key: str | None = None,
    after: tuple[int, str, int, int] = BEGIN,
    limit: int,
) -> list[Section]:
    """A statement's charges by group, of one group alone where `key` names it; limit counts lines.

    A page may end inside a group, or a waybill: the next one begins with the same key.
    """
    no = None if key is None or by == "fee" else _no(key)
    terms: _Terms = {
        "account": account_id, "statement": statement_id, "by": by, "group": no,
        "code": key if by == "fee" else None, "after_group": after[0], "after_code": after[1],
        "after_waybill": after[2], "after": after[3], "limit": limit,
    }  # fmt: skip
    with as_application(), connection.cursor() as cursor:
        cursor.execute(load("billing", "grouped"), terms)
        rows = cursor.fetchall()
    runs: list[tuple[tuple[int, str], list[Row]]] = []
    for group_no, code, *row in rows:
        if not runs or runs[-1][0] != (group_no, code):
            runs.append(((group_no, code), []))
        runs[-1][1].append(Row(*row))
    return [
        Section(_key(*group), by_waybill(found, language), (*group, found[-1].waybill_id, found[-1].id))
        for group, found in runs
    ]


def _key(no: int, code: str) -> str:
    return code or WORDS.get(no) or str(no)


def _no(key: str) -> int:
    """The number of a key; -1, which no group has, for what is none."""
    for no, word in WORDS.items():
        if key == word:
            return no
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else -1


def _named(by: str, no: int, code: str, number: str, kind: str, language: str) -> tuple[str, str]:
    if by == "fee":
        return fee_name(code, language), ""
    if no == ACCOUNT:
        return _("The account as a whole"), ""
    if no == NOT_YET:
        return (_("Not in a master yet") if by == "master" else _("Not in a customs entry yet")), ""
    if by == "master":
        return number, _(MASTERS.get(kind, kind))
    return number or _("Entry without a number yet"), kind
