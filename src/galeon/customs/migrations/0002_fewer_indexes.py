"""A waybill's release changes no index any more, and a declared line is written into two instead of three."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customs", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="declarationline",
            name="declaration_line_once",
        ),
        migrations.RemoveIndex(
            model_name="declarationline",
            name="declaration_line_of",
        ),
        migrations.RemoveIndex(
            model_name="declarationwaybill",
            name="declaration_waybill_of",
        ),
        migrations.AddIndex(
            model_name="declarationwaybill",
            index=models.Index(fields=["declaration_id"], name="declaration_waybill_of"),
        ),
        migrations.AddConstraint(
            model_name="declarationline",
            constraint=models.UniqueConstraint(
                fields=("declaration_id", "account_id", "waybill_id", "no"), name="declaration_line_once"
            ),
        ),
    ]
