"""`galeon credential add | key | alias | list | revoke`: the credentials by which programs act for an account."""

import sys
from argparse import SUPPRESS, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime

from galeon.ops import command_line

STDIN = "-"
ABOUT = """\
Credentials by which a merchant's programs act for an account.

  galeon credential add yunexpress LUMEN code=GL0001 secret='inv+secret/=='
  galeon credential add hualei LUMEN username=lumen password=... customer_id=6581 customer_userid=6901
                                 by the names the ERP's own settings have, so that nothing changes there but the host;
                                 `galeon credential kinds` lists them
  galeon credential key --account LUMEN --label "Shop"     a new key of the public API, shown this once
  galeon credential accounting --label "SAP"               a key that reads our own book, and nothing else
  galeon credential alias --account LUMEN --kind yunexpress ESPOST=GX-EXPRESS USUPS=GX-USLINE
                                 the product codes its ERP was set up with -> services of ours
  galeon credential list --account LUMEN
  galeon credential revoke 17

A secret given as `-` is read from standard input, so that it does not stand in the shell's history.
"""


def main(words: Sequence[str]) -> int:
    """Add, list or revoke credentials; what is wrong is said in one sentence, exit code 1."""
    made = command_line.parser("credential", ABOUT)
    verbs = made.add_subparsers(dest="verb", required=True, metavar="add|kinds|key|accounting|alias|list|revoke")
    add = verbs.add_parser("add", help="set an account's credential to a given one")
    add.add_argument("words", nargs="*", metavar="DIALECT ACCOUNT key=value", help="as the dialect's clients call them")
    add.add_argument("--account", help="the account's code, or its number")
    add.add_argument("--kind", "--dialect", dest="kind", help="api, or a dialect")
    add.add_argument("--identifier", default="", help="the customer code the dialect sends (not for api)")
    add.add_argument("--secret", help="the secret, or - to read it from standard input")
    add.add_argument("--label", default="")
    verbs.add_parser("kinds", help="the dialects, and what each needs")
    key = verbs.add_parser("key", help="issue a new key of the public API")
    key.add_argument("--account", required=True)
    key.add_argument("--label", default="")
    accounting = verbs.add_parser("accounting", help="issue a key for an accounting system")
    accounting.add_argument("--label", default="")
    alias = verbs.add_parser("alias", help="let an ERP order by its own product codes")
    alias.add_argument("--account", required=True)
    alias.add_argument("--kind", "--dialect", required=True, dest="kind")
    alias.add_argument("pairs", nargs="+", metavar="THEIRS=OURS")
    shown = verbs.add_parser("list", help="what credentials an account has")
    shown.add_argument("--account", required=True)
    end = verbs.add_parser("revoke", help="end a credential at once")
    end.add_argument("id", type=int)
    for verb in (add, verbs.choices["kinds"], key, accounting, alias, shown, end):
        verb.add_argument("--data", metavar="FOLDER", default=SUPPRESS, help="as before the verb")
    options = command_line.parse(made, words)
    with command_line.database():
        command_line.django_ready()
        return _run(options)


def _run(options: Namespace) -> int:
    from galeon.exchange import acts

    now = datetime.now(UTC)
    if options.verb == "revoke":
        return _say("ended") if acts.revoke([options.id], now) else _fail("No such credential is in force.")
    if options.verb == "kinds":
        return _kinds()
    if options.verb == "accounting":
        return _say(acts.issue_accounting_key(options.label, now))
    if options.verb == "add" and (wrong := _sorted_out(options)):
        return _fail(wrong)
    account_id = _account(options.account)
    if account_id is None:
        return _fail(f"There is no account {options.account}.")
    if options.verb == "key":
        return _say(acts.issue_api_key(account_id, options.label, now))
    if options.verb == "list":
        return _list(account_id)
    if options.verb == "alias":
        pairs = dict(pair.partition("=")[::2] for pair in options.pairs)
        refusal = acts.alias_services(account_id, options.kind, pairs)
        return _fail(refusal.text()) if refusal else _say(f"{len(pairs)} set")
    return _add(account_id, options, now)


def _sorted_out(options: Namespace) -> str:
    """`add DIALECT ACCOUNT key=value ...` as the options say it; what is wrong with it, or ""."""
    named = [word for word in options.words if "=" not in word]
    options.pairs = dict(word.partition("=")[::2] for word in options.words if "=" in word)
    if named:
        options.kind, options.account = (named[0], named[1]) if len(named) == 2 else ("", "")
    if not options.kind or not options.account:
        return "Say the dialect and the account: galeon credential add yunexpress LUMEN code=... secret=..."
    return (
        "" if options.pairs or options.secret else "Say the credential: galeon credential kinds tells what each needs."
    )


def _add(account_id: int, options: Namespace, now: datetime) -> int:
    from galeon.exchange import acts
    from galeon.exchange.kinds import KINDS, Given, given

    said = {name: _read(value) for name, value in options.pairs.items()}
    found: object = Given(options.identifier, _read(options.secret or ""), None, {})
    if said and options.kind == "api":
        found = Given("", said.get("key", ""), None, {})
    elif said and options.kind in KINDS:
        found = given(KINDS[options.kind], said)
    if not isinstance(found, Given):
        return _fail(found.text())  # type: ignore[attr-defined]
    done = acts.add_credential(
        account_id, options.kind, found.identifier, found.secret, now, label=options.label, second=found.second,
        settings=found.settings,
    )  # fmt: skip
    if not isinstance(done, int):
        return _fail(done.text())
    return _say(f"credential {done}: {options.kind} {found.identifier} acts for {options.account}")


def _read(value: str) -> str:
    return sys.stdin.readline().rstrip("\r\n") if value == STDIN else value


def _kinds() -> int:
    from galeon.exchange.kinds import KINDS

    _say("api\tGaleón's public API\tkey")
    for kind in KINDS.values():
        _say(f"{kind.code}\t{kind.title}\t{' '.join(kind.names)}")
    return 0


def _list(account_id: int) -> int:
    from galeon.exchange.reads import credentials

    for c in credentials(account_id):
        state = f"ended {c.revoked_at:%Y-%m-%d %H:%M}" if c.revoked_at else "in force"
        _say(f"{c.id}\t{c.kind}\t{c.identifier}\t{c.label or '-'}\t{state}")
    return 0


def _account(text: str) -> int | None:
    from galeon.parties.models import Account

    found = Account.objects.filter(code=text).first()
    if found is None and text.isdigit() and len(text) < 19:
        found = Account.objects.filter(pk=int(text)).first()
    return found.pk if found else None


def _say(text: str) -> int:
    sys.stdout.write(text + "\n")
    return 0


def _fail(text: str) -> int:
    sys.stderr.write(f"galeon: {text}\n")
    return 1
