"""Bring a database to this version: migrations, functions, grants, reference rows. As the owner."""

from django.core.management import call_command

from galeon.kernel import sql
from galeon.ledger.acts import load_chart
from galeon.network.acts import load_reference as load_network
from galeon.parties.acts import load_reference as load_parties
from galeon.waybills.acts import sync_journey


def upgrade(using: str = "owner") -> None:
    """Migrate, then install functions and grants, then sync what the code holds as data. Safe to repeat."""
    call_command("migrate", database=using, interactive=False, verbosity=0)
    sql.install(using)
    load_network(using)
    load_parties(using)
    load_chart(using)
    sync_journey(using)
