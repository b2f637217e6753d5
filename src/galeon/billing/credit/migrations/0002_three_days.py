from django.db import migrations


class Migration(migrations.Migration):
    """Three days of grace for everybody, until a house says otherwise."""

    dependencies = [("billing_credit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "INSERT INTO credit_grace (entity_id, level, days) VALUES (NULL, NULL, 3)",
            "DELETE FROM credit_grace WHERE entity_id IS NULL AND level IS NULL",
        )
    ]
