"""What a closed statement credits is an item by itself."""

from django.db import migrations, models

SIDES = [("statement", "Statement"), ("credit", "Credit"), ("payment", "Payment")]


class Migration(migrations.Migration):
    dependencies = [("billing_cash", "0001_initial"), ("billing", "0009_statement_credits")]

    operations = [
        migrations.AlterField("allocation", "credit_kind", models.CharField(choices=SIDES, max_length=9)),
        migrations.AlterField("allocation", "debit_kind", models.CharField(choices=SIDES, max_length=9)),
    ]
