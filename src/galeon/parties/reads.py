"""Who is who."""

import msgspec
from django.db import connection

from galeon.parties.models import Member, User

FINANCE = (Member.Role.FINANCE, Member.Role.ADMIN)


class Person(msgspec.Struct, frozen=True):
    """Who is looking at a page. account_id: theirs, or the house's; is_house: one of our staff.

    timezone: that of their site, else of the account.
    """

    user_id: int
    name: str
    role: str
    account_id: int
    account_code: str
    account_name: str
    currency: str
    timezone: str
    is_house: bool
    site_id: int | None
    site_code: str


def person(user: User) -> Person | None:
    """The member behind a login, or None when the login has no place anywhere."""
    member = Member.objects.select_related("account", "site").filter(user=user, account__is_active=True).first()
    if member is None:
        return None
    account = member.account
    zone = member.site.timezone if member.site else account.timezone
    return Person(
        user.pk, user.name, member.role, account.pk, account.code, account.name, account.currency,
        zone, account.is_house, member.site_id, member.site.code if member.site else "",
    )  # fmt: skip


def is_finance(user_id: int | None) -> bool:
    """True for a person of our own finance or an administrator of ours; False for None and for customers."""
    return Member.objects.filter(user=user_id, account__is_house=True, role__in=FINANCE).exists()


class Customer(msgspec.Struct, frozen=True):
    """What pricing and intake need to know of an account."""

    account_id: int
    code: str
    name: str
    level: str
    currency: str
    timezone: str
    is_active: bool
    is_house: bool
    agent_id: int | None = None
    entity_id: int = 1


def customer(account_id: int) -> Customer | None:
    """One account, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code, name, level_id, currency, timezone, is_active, is_house, agent_id, entity_id FROM account WHERE id = %s",
            [account_id],
        )
        row = cursor.fetchone()
    return Customer(*row) if row else None
