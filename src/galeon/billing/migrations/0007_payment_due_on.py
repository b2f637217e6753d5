from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_unrated_event")]

    operations = [migrations.AddField("payment", "due_on", models.DateField(null=True))]
