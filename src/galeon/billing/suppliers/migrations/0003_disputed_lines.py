from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing_suppliers", "0002_entities")]

    operations = [
        migrations.AddField(
            model_name="billline", name="disputed_minor", field=models.BigIntegerField(db_default=0, default=0)
        ),
    ]
