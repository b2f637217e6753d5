"""A month's profit is counted from that month's charges, not from those of all years."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0007_payment_due_on"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="charge",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["charged_at"], name="charge_by_day"
            ),
        ),
    ]
