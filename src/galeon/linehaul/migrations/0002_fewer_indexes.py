"""Five indexes of a bag nobody looked into, each written again when it was sealed, loaded, left and arrived."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("linehaul", "0001_initial"),
        ("network", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bag",
            name="destination",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.port"
            ),
        ),
        migrations.AlterField(
            model_name="bag",
            name="number",
            field=models.CharField(max_length=20),
        ),
        migrations.AlterField(
            model_name="bag",
            name="site",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.site"
            ),
        ),
        migrations.AlterField(
            model_name="bag",
            name="sscc",
            field=models.CharField(max_length=18),
        ),
        migrations.AlterField(
            model_name="departure",
            name="destination",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.port"
            ),
        ),
        migrations.AlterField(
            model_name="departure",
            name="origin",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.port"
            ),
        ),
        migrations.AlterField(
            model_name="master",
            name="number",
            field=models.CharField(max_length=35),
        ),
        migrations.AddConstraint(
            model_name="bag",
            constraint=models.UniqueConstraint(fields=("number",), name="bag_number_key"),
        ),
        migrations.AddConstraint(
            model_name="bag",
            constraint=models.UniqueConstraint(fields=("sscc",), name="bag_sscc_key"),
        ),
        migrations.AddConstraint(
            model_name="master",
            constraint=models.UniqueConstraint(fields=("number",), name="master_number_key"),
        ),
    ]
