from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customs", "0004_duty_assessed")]

    operations = [
        migrations.AlterField(
            model_name="declaration",
            name="state",
            field=models.CharField(
                choices=[
                    ("declared", "Declared"), ("accepted", "Accepted"), ("released", "Released"), ("withdrawn", "Withdrawn"),
                ],
                max_length=9,
            ),
        ),
        migrations.AddField(model_name="declaration", name="withdrawn_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="declaration", name="withdrawn_by", field=models.BigIntegerField(null=True)),
        migrations.AddField(
            model_name="declaration",
            name="withdrawn_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.RemoveConstraint(model_name="declaration", name="declaration_reference_once"),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(
                condition=~models.Q(reference="") & ~models.Q(state="withdrawn"),
                fields=("country", "reference"),
                name="declaration_reference_once",
            ),
        ),
    ]
