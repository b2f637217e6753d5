"""How to get into the sample company: its logins and API credentials, kept in one file of the data folder.

Secrets are drawn anew by every installation; the database itself keeps only their digests.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path

import msgspec

from galeon.exchange.acts import add_credential, alias_services, issue_api_key
from galeon.ops import command_line
from galeon.ops.sample import stub
from galeon.ops.sample.company import MERCHANTS, STAFF, House, sure

FILE = stub.LOGINS
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# What merchants' ERPs of other forwarders order by: they go on ordering by it, and it becomes a service of ours.
ALIASES = dict.fromkeys(("ESPOST", "DEDPD", "FRDPD", "BRPOST", "JPPOST", "USUPS"), "GX-EXPRESS")
YUNEXPRESS = {"LUMEN": "C60001", "SAKURA": "C60002", "PANDA": "C60003"}


class Login(msgspec.Struct, frozen=True):
    """A person of the sample company. account: the merchant's code, empty for our own staff."""

    email: str
    password: str
    name: str
    role: str
    account: str


class ApiCredential(msgspec.Struct, frozen=True, omit_defaults=True):
    """A program's credential. kind api: `secret` is the key; kind yunexpress: Basic base64(identifier&secret)."""

    kind: str
    account: str
    secret: str
    identifier: str = ""


class Access(msgspec.Struct, frozen=True):
    """Everything `galeon sample --json` prints. numbers: waybills to try, by state."""

    logins: tuple[Login, ...]
    credentials: tuple[ApiCredential, ...]
    services: tuple[str, ...]
    numbers: dict[str, str] = {}


def new_password() -> str:
    """A password for this installation's sample logins, easy to read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def give(house: House, password: str, at: datetime) -> Access:
    """Give every merchant an API key, and some a YunExpress credential."""
    keys = [
        ApiCredential("api", code, issue_api_key(account.pk, "sample", at)) for code, account in house.accounts.items()
    ]
    dialect = [(code, identifier, secrets.token_urlsafe(12)) for code, identifier in YUNEXPRESS.items()]
    for code, identifier, secret in dialect:
        sure(add_credential(house.accounts[code].pk, "yunexpress", identifier, secret, at, label="sample"))
    for account in house.accounts.values():
        alias_services(account.pk, "yunexpress", ALIASES)
    people = [(email, name, role, m.new.code) for m in MERCHANTS for email, name, role in m.people]
    people += [(email, name, role, "") for email, name, role, _site in STAFF]
    return Access(
        tuple(Login(email, password, name, role, account) for email, name, role, account in people),
        (*keys, *(ApiCredential("yunexpress", code, secret, identifier) for code, identifier, secret in dialect)),
        tuple(house.services),
    )


def write(access: Access, data: Path) -> None:
    """Keep it, readable by the installation's owner only."""
    file = data / FILE
    draft = data / f".{FILE}-{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(access), indent=2))
    draft.replace(file)


def read(data: Path) -> Access | None:
    """What was kept; None where no sample company was seeded."""
    try:
        return msgspec.json.decode((data / FILE).read_bytes(), type=Access)
    except (FileNotFoundError, NotADirectoryError):
        return None


def text(access: Access) -> str:
    """The logins as `galeon up` prints them."""
    width = max(len(login.email) for login in access.logins)
    lines = [f"Sample logins, all with the password {access.logins[0].password}"]
    lines += [f"  {login.email:{width}}  {login.role:10}  {login.account or 'our staff'}" for login in access.logins]
    return "\n".join([*lines, f"API credentials: {command_line.as_typed('sample', '--json')}", ""])
