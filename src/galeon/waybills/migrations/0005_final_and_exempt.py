"""Which moves end the journey and which go on while a waybill is stopped, from the one table instead of the function."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("waybills", "0004_exact_reference")]
    operations = [
        migrations.AddField(model_name="waybillmove", name="is_final", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="waybillmove", name="is_exempt", field=models.BooleanField(default=False)),
    ]
