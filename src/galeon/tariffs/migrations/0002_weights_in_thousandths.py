from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tariffs", "0001_initial")]
    operations = [
        migrations.RenameField("pricestep", "above_g", "above_milli"),
        migrations.RenameField("pricestep", "step_g", "step_milli"),
        migrations.RenameField("pricerule", "first_g", "first_milli"),
        migrations.RenameField("pricerule", "step_g", "step_milli"),
        migrations.RenameField("pricerule", "weight_g_to", "weight_milli_to"),
        migrations.RenameField("priceversion", "weight_g_min", "weight_milli_min"),
    ]
