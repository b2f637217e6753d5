"""What is asked for beside the carriage: options, insurance, cash on delivery."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("waybills", "0005_final_and_exempt")]
    operations = [migrations.AddField(model_name="waybill", name="extras", field=models.JSONField(null=True))]
