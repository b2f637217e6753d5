"""The sample company: three sites, four services, six merchants and some four hundred waybills on their way.

Everything is reached through the same acts as in real life. Seeded once, into an installation with nobody in it.
"""

from datetime import UTC, datetime

import msgspec

from galeon.kernel import environment


def anybody() -> bool:
    """True when there is a merchant or a login already: such an installation is never seeded."""
    from galeon.parties.models import Account, User

    return Account.objects.filter(is_house=False).exists() or User.objects.exists()


def seed(now: datetime | None = None) -> None:
    """Open the sample company and tell its last sixty days up to now; its logins go to the data folder.

    All of it or nothing, but for what UPS carries today: its labels are bought once the rest is committed.
    """
    from django.db import transaction

    from galeon.ops.sample import access, last_mile, scenario, story

    data, now = environment.load().data, now or datetime.now(UTC)
    data.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        told = story.tell(now)
        scenario.ask(now)
        access.write(told.given, data)
    last_mile.carry(told.tales, now.replace(microsecond=0), data, told.operators.get(last_mile.SITE))
    access.write(msgspec.structs.replace(told.given, numbers=story.numbers_by_state()), data)


def point(url: str) -> bool:
    """Aim the sample company's UPS account at the stub. False where it is not the sample company's: it stays."""
    from galeon.carriers import acts
    from galeon.ops.sample import last_mile, stub

    return last_mile.is_ours() and acts.point(stub.CODE, url)


def logins_text() -> str:
    """The sample logins as `galeon up` prints them; empty where this is no sample installation."""
    from galeon.ops.sample import access

    found = access.read(environment.load().data)
    return access.text(found) if found else ""
