"""A waybill is in one declaration: that is its key, and no second index beside a longer key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customs", "0002_fewer_indexes")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    """ALTER TABLE declaration_waybill DROP CONSTRAINT declaration_waybill_pkey,
                       DROP CONSTRAINT declaration_waybill_once, ADD PRIMARY KEY (account_id, waybill_id)""",
                    """ALTER TABLE declaration_waybill DROP CONSTRAINT declaration_waybill_pkey,
                       ADD CONSTRAINT declaration_waybill_once UNIQUE (account_id, waybill_id),
                       ADD PRIMARY KEY (account_id, waybill_id, declaration_id)""",
                ),
            ],
            [
                migrations.RemoveConstraint(model_name="declarationwaybill", name="declaration_waybill_once"),
                migrations.AlterField(
                    model_name="declarationwaybill",
                    name="pk",
                    field=models.CompositePrimaryKey(
                        "account_id", "waybill_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
    ]
