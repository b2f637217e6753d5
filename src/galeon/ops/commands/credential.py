"""`galeon credential add | key | alias | list | revoke`: the credentials by which programs act for an account."""

import sys
from argparse import SUPPRESS, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime

from galeon.ops import command_line

STDIN = "-"
ABOUT = """\
Credentials by which a merchant's programs act for an account.

  galeon credential add --account LUMEN --kind yunexpress --identifier GL0001 --secret 'inv+secret/=='
  galeon credential key --account LUMEN --label "Shop"     a new key of the public API, shown this once
  galeon credential accounting --label "SAP"               a key that reads our own book, and nothing else
  galeon credential alias --account LUMEN --kind yunexpress ESPOST=GX-EXPRESS USUPS=GX-USLINE
                                 the product codes its ERP was set up with -> services of ours
  galeon credential list --account LUMEN
  galeon credential revoke 17

`--secret -` reads the secret from standard input, so that it does not stand in the shell's history.
"""


def main(words: Sequence[str]) -> int:
    """Add, list or revoke credentials; what is wrong is said in one sentence, exit code 1."""
    made = command_line.parser("credential", ABOUT)
    verbs = made.add_subparsers(dest="verb", required=True, metavar="add|key|accounting|alias|list|revoke")
    add = verbs.add_parser("add", help="set an account's credential to a given one")
    add.add_argument("--account", required=True, help="the account's code, or its number")
    add.add_argument("--kind", "--dialect", required=True, dest="kind", help="api, or a dialect: yunexpress")
    add.add_argument("--identifier", default="", help="the customer code the dialect sends (not for api)")
    add.add_argument("--secret", required=True, help="the secret, or - to read it from standard input")
    add.add_argument("--label", default="")
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
    for verb in (add, key, accounting, alias, shown, end):
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
    if options.verb == "accounting":
        return _say(acts.issue_accounting_key(options.label, now))
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
    secret = options.secret
    if secret == STDIN:
        secret = sys.stdin.readline().rstrip("\r\n")
    done = acts.add_credential(account_id, options.kind, options.identifier, secret, now, label=options.label)
    if not isinstance(done, int):
        return _fail(done.text())
    return _say(f"credential {done}: {options.kind} {options.identifier} acts for {options.account}")


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
