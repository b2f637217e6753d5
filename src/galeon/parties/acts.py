"""The only writers of accounts, members, account stops and our own companies."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connections, transaction

from galeon.kernel.refusal import Refusal
from galeon.parties import entities
from galeon.parties.entities import NewEntity
from galeon.parties.models import Account, AccountStop, Agent, Level, Member, User

HOUSE_ID = 1


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to open an account. `currency` ISO 4217; `timezone` IANA; `cycle` only matters on credit."""

    code: str
    name: str
    level: str
    currency: str
    region: str | None = None
    agent_id: int | None = None
    entity_id: int = 1
    timezone: str = "Asia/Shanghai"
    language: str = "en"
    terms: str = "prepaid"
    cycle: str = "monthly"
    due_days: int = 0
    email: str = ""


def open_level(code: str, name: str, rank: int) -> Level:
    """Open a customer level. Raises IntegrityError when the code is taken."""
    return Level.objects.create(code=code, name=name, rank=rank)


def open_account(new: NewAccount, at: datetime) -> Account | Refusal:
    """Open an account. Refused when the code is taken; the ledger's limit is set by `ledger.acts.set_limit`."""
    try:
        with transaction.atomic():
            return Account.objects.create(
                code=new.code, name=new.name, level_id=new.level, region_id=new.region, agent_id=new.agent_id,
                entity_id=new.entity_id,
                currency=new.currency, timezone=new.timezone, language=new.language, terms=new.terms, cycle=new.cycle,
                due_days=new.due_days, email=new.email, opened_at=at,
            )  # fmt: skip
    except IntegrityError:
        if not Account.objects.filter(code=new.code).exists():
            raise
        return Refusal(
            code="account_code_taken",
            field="code",
            message="There is an account {code} already.",
            params={"code": new.code},
        )


def open_entity(new: NewEntity) -> int | list[Refusal]:
    """Open a company of ours with its own books, in its currency and zone; its id, or everything that is wrong, by field.

    Who may is for the caller to say. tax_number "" is not looked at.
    """
    return entities.opened(new)


def change_entity(entity_id: int, new: NewEntity) -> int | list[Refusal]:
    """Change a company of ours to what `new` says; its id, or everything that is wrong, by field.

    Once it has books its currency and its zone stay (books_exist). What is issued keeps the name it was issued under.
    """
    return entities.changed(entity_id, new)


def open_agent(code: str, name: str, currency: str) -> int | Refusal:
    """Open an agent, settled in `currency`; its id. Refused when the code is taken."""
    agent, is_new = Agent.objects.get_or_create(code=code, defaults={"name": name, "currency": currency})
    if is_new:
        return agent.pk
    return Refusal(
        code="agent_code_taken", field="code", message="There is an agent {code} already.", params={"code": code}
    )


def add_member(
    account_id: int,
    email: str,
    name: str,
    role: str,
    password: str | None,
    *,
    language: str = "en",
    site_id: int | None = None,
) -> Member | Refusal:
    """Give a person a login and a place in an account (or in the house). Refused when the e-mail has one."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name, language=language)
            return Member.objects.create(user=user, account_id=account_id, role=role, site_id=site_id)
    except IntegrityError:
        if not User.objects.filter(email=User.objects.normalize_email(email).lower()).exists():
            raise
        return Refusal(
            code="email_taken", field="email", message="{email} has a login already.", params={"email": email}
        )


def set_password(user_ids: Sequence[int], password: str) -> None:
    """Give people a new password, the same for all of them: it is digested once, which is what takes the time."""
    User.objects.filter(pk__in=user_ids).update(password=make_password(password))


def prefer_language(user_id: int, language: str) -> None:
    """Remember which language a person reads; `language` is one of the pages' codes (en, es, zh-hans)."""
    User.objects.filter(pk=user_id).update(language=language)


def stop_account(account_id: int, kind: str, source: str, reason: str, at: datetime) -> None:
    """Halt every waybill of an account from now on; repeating the same stop changes nothing."""
    stop_accounts([account_id], kind, source, reason, at)


def stop_accounts(account_ids: Sequence[int], kind: str, source: str, reason: str, at: datetime) -> None:
    """As `stop_account`, for many."""
    AccountStop.objects.bulk_create(
        [AccountStop(account_id=x, kind=kind, source=source, reason=reason, since=at) for x in sorted(account_ids)],
        ignore_conflicts=True,
    )


def lift_account_stop(account_id: int, kind: str, source: str, at: datetime) -> int:
    """End a stop. Returns how many were open."""
    return lift_account_stops([account_id], kind, source, at)


def lift_account_stops(account_ids: Sequence[int], kind: str, source: str, at: datetime) -> int:
    """As `lift_account_stop`, for many."""
    if not account_ids:
        return 0
    return AccountStop.objects.filter(account__in=account_ids, kind=kind, source=source, until=None).update(until=at)


def load_reference(using: str = "default") -> None:
    """The levels every installation starts with, legal entity 1 and the house account (id 1); safe to repeat."""
    levels = ("house", "House"), ("trial", "Trial"), ("standard", "Standard"), ("silver", "Silver"), ("gold", "Gold")
    Level.objects.using(using).bulk_create(
        [Level(code=code, name=name, rank=rank) for rank, (code, name) in enumerate(levels)], ignore_conflicts=True
    )
    with connections[using].cursor() as cursor:
        cursor.execute(
            """INSERT INTO legal_entity (id, code, name, address, country, tax_number, currency, timezone, prefix, payment_text,
                 is_active)
               VALUES (1, 'HOUSE', 'Galeón', '', 'CN', '', 'CNY', 'Asia/Shanghai', 'GX', '', true) ON CONFLICT DO NOTHING"""
        )
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('legal_entity', 'id'), greatest((SELECT max(id) FROM legal_entity), 1))"
        )
        cursor.execute(
            """INSERT INTO account (id, code, name, level_id, currency, timezone, language, terms, cycle, due_days, email,
                 opened_at, is_active, is_house)
               VALUES (%s, 'HOUSE', 'Galeón', 'house', 'CNY', 'Asia/Shanghai', 'en', 'prepaid', 'monthly', 0, '',
                 now(), true, true) ON CONFLICT (id) DO NOTHING""",
            [HOUSE_ID],
        )
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('account', 'id'), greatest((SELECT max(id) FROM account), 1))"
        )
