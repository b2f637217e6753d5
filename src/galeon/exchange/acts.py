"""The only writers of credentials and messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import Q

from galeon.exchange.callers import MEMORY
from galeon.exchange.keys import KEY, SHOWN, key_digest, new_key, secret_digest
from galeon.exchange.kinds import API, KINDS, SECOND
from galeon.exchange.models import Credential, ServiceAlias
from galeon.kernel.refusal import Refusal
from galeon.kernel.sealing import seal
from galeon.network.models import Service
from galeon.parties.acts import HOUSE_ID

RATE_PER_S = 1_000
SECRET_MAX = 200
FORGET_MAX = 50_000


def issue_api_key(account_id: int, label: str, at: datetime, *, rate_per_s: int = RATE_PER_S) -> str:
    """Give an account a new API key and return it: it is shown this once, only its SHA-256 is kept."""
    key = new_key()
    _create(account_id, "api", key[:SHOWN], label, "sha256", key_digest(key), rate_per_s, at)
    return key


def issue_accounting_key(label: str, at: datetime, *, rate_per_s: int = RATE_PER_S) -> str:
    """Give an accounting system a new key to read the book with, and return it: it is shown this once."""
    key = new_key()
    _create(HOUSE_ID, "accounting", key[:SHOWN], label, "sha256", key_digest(key), rate_per_s, at)
    return key


def add_credential(
    account_id: int, kind: str, identifier: str, secret: str, at: datetime, *, label: str = "",
    rate_per_s: int = RATE_PER_S, second: tuple[str, str] | None = None, settings: Mapping[str, str] = {},
) -> int | Refusal:  # fmt: skip
    """Set an account's credential of this kind to a given one; its id. It replaces one of the same identifier.

    kind api takes a key of ours (`gk_live_...`), whose first letters become its identifier. second, settings: see
    `kinds.Kind`. Refused when another account has the identifier, or when the secret is empty, too long, or has
    control characters.
    """
    if kind != API and kind not in KINDS:
        return Refusal(code="unknown_kind", field="kind", message="There is no kind {kind}.", params={"kind": kind})
    pairs = [(kind, identifier, secret), *([(kind + SECOND, *second)] if second else [])]
    for pair in pairs:
        if refusal := _unfit(*pair):
            return refusal
    with transaction.atomic():
        made: list[int] = []
        for of_kind, name, said in pairs:
            name = said[:SHOWN] if kind == API else name
            if refusal := _replaced(account_id, of_kind, name, at):
                transaction.set_rollback(True)
                return refusal
            scheme, digest, sealed = _kept(kind, said)
            made.append(
                _create(
                    account_id, of_kind, name, label, scheme, digest, rate_per_s, at, sealed=sealed,
                    settings=dict(settings), parent_id=made[0] if made else None,
                )
            )  # fmt: skip
        return made[0]


def _replaced(account_id: int, kind: str, identifier: str, at: datetime) -> Refusal | None:
    """End what the account has under this identifier; refused where it is another's."""
    held = Credential.objects.select_for_update().filter(kind=kind, identifier=identifier, revoked_at=None).first()
    if held is not None and held.account_id != account_id:
        return Refusal(
            code="identifier_taken", field="identifier", message="{identifier} is another account's.",
            params={"identifier": identifier},
        )  # fmt: skip
    if held is not None:
        revoke([held.pk], at)
    return None


def _kept(kind: str, secret: str) -> tuple[str, str, bytes | None]:
    """Scheme, digest, sealed."""
    if kind == API:
        return "sha256", key_digest(secret), None
    if KINDS[kind].signs:
        return "sealed", "", seal(secret.encode())
    return "argon2", secret_digest(secret), None


def revoke(credential_ids: Sequence[int], at: datetime) -> int:
    """End credentials and what stands beside them, at once and in every process (a trigger tells them). Returns how many
    were in force."""
    chosen = Q(pk__in=credential_ids) | Q(parent_id__in=credential_ids)
    ended = Credential.objects.filter(chosen, revoked_at=None).update(revoked_at=at)
    MEMORY.forget()
    transaction.on_commit(MEMORY.forget)
    return ended


def alias_services(account_id: int, kind: str, services: Mapping[str, str]) -> Refusal | None:
    """Let an account's ERP order by its own product codes: their code -> the code of a service of ours, set or replaced.

    Refused when one of ours is unknown; then nothing is written.
    """
    ours = {code.upper(): pk for pk, code in Service.objects.values_list("pk", "code")}
    unknown = [code for code in services.values() if code.upper() not in ours]
    if unknown:
        message, params = "There is no service {service}.", {"service": unknown[0]}
        return Refusal(code="unknown_service", field="service", message=message, params=params)
    ServiceAlias.objects.bulk_create(
        [
            ServiceAlias(account_id=account_id, kind=kind, code=theirs.upper(), service_id=ours[code.upper()])
            for theirs, code in services.items()
        ],
        update_conflicts=True, unique_fields=["account", "kind", "code"], update_fields=["service"],
    )  # fmt: skip
    return None


def touch(used: dict[int, datetime]) -> None:
    """Write down when credentials were last used; called now and then, not with each call."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE credential c SET last_used_at = u.at FROM unnest(%s::bigint[], %s::timestamptz[]) AS u(id, at)
                WHERE c.id = u.id AND (c.last_used_at IS NULL OR c.last_used_at < u.at)""",
            [list(used), list(used.values())],
        )


class Kept(msgspec.Struct, frozen=True):
    """A message to keep; see `models.Message`. Secrets are struck out already."""

    account_id: int | None
    channel: str
    verb: str
    status: int
    outcome: str
    request: bytes
    reply: bytes
    took_us: int
    at: datetime


def keep_messages(messages: Sequence[Kept]) -> None:
    """Keep messages, all in one statement."""
    columns: Any = [
        [m.account_id for m in messages], [m.channel for m in messages], [m.verb for m in messages],
        [m.status for m in messages], [m.outcome for m in messages], [m.request for m in messages],
        [m.reply for m in messages], [m.took_us for m in messages], [m.at for m in messages],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO message (id, account_id, channel, verb, status, outcome, request, reply, took_us, at)
               SELECT galeon_id(), u.* FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::smallint[], %s::text[],
                 %s::bytea[], %s::bytea[], %s::int[], %s::timestamptz[]) AS u""",
            columns,
        )


def forget_messages(before: datetime) -> int:
    """Delete messages older than this, at most 50,000 at once. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM message WHERE id IN (SELECT id FROM message WHERE at < %s ORDER BY at LIMIT %s)",
            [before, FORGET_MAX],
        )
        return int(cursor.rowcount)


def _unfit(kind: str, identifier: str, secret: str) -> Refusal | None:
    if kind == "api":
        if KEY.fullmatch(secret):
            return None
        message = "An API key is gk_live_ and at least 40 letters and digits."
        return Refusal(code="key_shape", field="secret", message=message)
    for field, text, limit in (("identifier", identifier, 80), ("secret", secret, SECRET_MAX)):
        if not text or len(text) > limit or not text.isprintable():
            message = "1 to {max} printable characters are needed."
            return Refusal(code="unfit", field=field, message=message, params={"max": str(limit)})
    if kind == "yunexpress" and "&" in identifier:
        return Refusal(code="unfit", field="identifier", message="No & in it: the dialect writes code&secret.")
    return None


def _create(
    account_id: int, kind: str, identifier: str, label: str, scheme: str, digest: str, rate_per_s: int, at: datetime,
    **more: Any,
) -> int:  # fmt: skip
    made = Credential.objects.create(
        account_id=account_id, kind=kind, identifier=identifier, label=label, scheme=scheme, digest=digest,
        rate_per_s=rate_per_s, created_at=at, **more,
    )  # fmt: skip
    MEMORY.forget()
    transaction.on_commit(MEMORY.forget)
    return made.pk
