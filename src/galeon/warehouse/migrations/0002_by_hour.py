"""A station shows its operator's day after each scan: by the hour, not by walking all they ever scanned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warehouse", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="receipt",
            name="receipt_by_operator",
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["operator_id", "-occurred_at"], name="receipt_by_operator"),
        ),
    ]
