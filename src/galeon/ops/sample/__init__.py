"""The sample company: three sites, three services, six merchants and some four hundred waybills on their way.

Everything is reached through the same acts as in real life. Seeded once, into an installation with nobody in it.
"""

from datetime import UTC, datetime

from galeon.kernel import environment


def anybody() -> bool:
    """True when there is a merchant or a login already: such an installation is never seeded."""
    from galeon.parties.models import Account, User

    return Account.objects.filter(is_house=False).exists() or User.objects.exists()


def seed(now: datetime | None = None) -> None:
    """Open the sample company and tell its last sixty days up to now; its logins go to the data folder."""
    from galeon.ops.sample import access, story

    data = environment.load().data
    data.mkdir(parents=True, exist_ok=True)
    access.write(story.tell(now or datetime.now(UTC)), data)


def logins_text() -> str:
    """The sample logins as `galeon up` prints them; empty where this is no sample installation."""
    from galeon.ops.sample import access

    found = access.read(environment.load().data)
    return access.text(found) if found else ""
