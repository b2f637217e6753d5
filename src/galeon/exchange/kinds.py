"""The kinds of credentials: for each dialect, what its clients call the two halves, and whether the secret signs. Data.

A merchant's ERP has these in its settings already; `galeon credential add` and the pages take them by the same names.
"""

from collections.abc import Mapping

import msgspec

from galeon.kernel.refusal import Refusal


class Kind(msgspec.Struct, frozen=True):
    """identifier, secret: what clients call them. signs: the secret is signed with, so it is sealed, not hashed.

    second: a further pair that acts for the account by itself, in a credential of the kind `<code>-id`.
    more: further settings, kept openly. others: other spellings of these names (see `_plain`) -> the name.
    """

    code: str
    title: str
    identifier: str
    secret: str
    signs: bool = False
    second: tuple[str, str] | None = None
    more: tuple[str, ...] = ()
    others: Mapping[str, str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it takes."""
        return (self.identifier, self.secret, *(self.second or ()), *self.more)


API, ACCOUNTING = "api", "accounting"
KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("yunexpress", "YunExpress OMS", "code", "secret", others={
            "customercode": "code", "identifier": "code", "apisecret": "secret"}),
        Kind("yunexpress-new", "YunExpress OpenAPI", "appId", "appSecret", signs=True, more=("sourceKey", "accessToken"),
             others={"apikey": "appSecret", "secret": "appSecret"}),
        Kind("hualei", "Hualei", "username", "password", second=("customer_id", "customer_userid")),
        Kind("eccang", "ECCANG", "appKey", "appToken", more=("warehouse",)),
        Kind("rtb56", "RTB56", "appKey", "appToken"),
        Kind("k5", "K5", "Clientid", "Token"),
        Kind("4px", "4PX", "app_key", "app_secret", signs=True, more=("access_token",),
             others={"appsecret": "app_secret", "secret": "app_secret"}),
    )
}  # fmt: skip
SECOND = "-id"  # a dialect's second pair is a kind of its own: hualei-id


class Given(msgspec.Struct, frozen=True):
    """What was given for a kind, sorted out. second: the further pair, or None."""

    identifier: str
    secret: str
    second: tuple[str, str] | None
    settings: dict[str, str]


def given(kind: Kind, pairs: Mapping[str, str]) -> Given | Refusal:
    """`key=value` pairs by the names a dialect's clients use, in any case and with or without `_`; Refusal names the key."""
    names = {_plain(name): name for name in kind.names} | dict(kind.others)
    found: dict[str, str] = {}
    for name, value in pairs.items():
        known = names.get(_plain(name))
        if known is None:
            return Refusal(
                code="unknown_key", field=name, message="{kind} knows no {key}; it takes {keys}.",
                params={"kind": kind.title, "key": name, "keys": ", ".join(kind.names)},
            )  # fmt: skip
        found[known] = value
    for name in (kind.identifier, kind.secret):
        if not found.get(name):
            return Refusal(code="required", field=name, message="{key} is missing.", params={"key": name})
    second = tuple(found.get(name, "") for name in kind.second) if kind.second else ()
    if any(second) and not all(second):
        missing = (kind.second or ("", ""))[0 if second[1] else 1]
        return Refusal(code="required", field=missing, message="{key} is missing.", params={"key": missing})
    return Given(
        found[kind.identifier], found[kind.secret], (second[0], second[1]) if any(second) else None,
        {name: found[name] for name in kind.more if name in found},
    )  # fmt: skip


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")
