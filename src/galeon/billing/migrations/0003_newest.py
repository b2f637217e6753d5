"""Every account's statements by the one opened last: finance's first page sorted all that were ever issued."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_charge_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["-id"], name="statement_newest"),
        ),
    ]
