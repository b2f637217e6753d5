from django.db import migrations


class Migration(migrations.Migration):
    """What was credited since a statement is found without reading all that was charged; an ordinary charge is not in it."""

    dependencies = [("billing_credit", "0002_three_days"), ("billing", "0004_settlement")]
    operations = [
        migrations.RunSQL(
            """CREATE INDEX charge_credits ON charge (account_id, statement_id) INCLUDE (amount_minor)
               WHERE amount_minor < 0""",
            "DROP INDEX charge_credits",
        )
    ]
