"""What a closed statement credits is an item of its own; of those closed before it stays in what they charged."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_charge_by_day")]

    operations = [
        migrations.AddField("statement", "credits_minor", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "statement",
            models.CheckConstraint(
                name="statement_credits",
                condition=models.Q(credits_minor=None)
                | models.Q(credits_minor__lte=0, charges_minor__gte=models.F("credits_minor")),
            ),
        ),
    ]
