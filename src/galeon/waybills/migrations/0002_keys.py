"""Keys between the heavy tables, by (account_id, waybill_id). Events have none: `waybills_record` joins the locked
waybill in the same statement, and a second look at each of 100,000 rows would cost as much as the insert."""

from django.db import migrations

CHILDREN = ("parcel", "item", "waybill_number", "document")


def _add(table: str) -> tuple[str, str]:
    name = f"{table}_of_waybill"
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (account_id, waybill_id) REFERENCES waybill (account_id, id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("waybills", "0001_initial"), ("parties", "0001_initial"), ("network", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE waybill ADD CONSTRAINT waybill_of_account FOREIGN KEY (account_id) REFERENCES account (id)",
            "ALTER TABLE waybill DROP CONSTRAINT waybill_of_account",
        ),
        *(migrations.RunSQL(*_add(table)) for table in CHILDREN),
    ]
