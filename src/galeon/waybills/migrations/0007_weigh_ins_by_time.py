from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("waybills", "0006_extras")]

    operations = [
        migrations.AddIndex(
            model_name="waybillevent",
            index=models.Index(
                condition=models.Q(("code", "weigh_in")), fields=["occurred_at"], name="waybill_event_weigh_in"
            ),
        )
    ]
