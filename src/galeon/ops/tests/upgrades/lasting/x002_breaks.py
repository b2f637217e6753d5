from django.db import migrations


class Migration(migrations.Migration):
    """The step that breaks, after some work of its own."""

    dependencies = [("kernel", "x001_writes")]
    operations = [
        migrations.RunSQL("ALTER TABLE keepsake ADD COLUMN again int"),
        migrations.RunSQL("SELECT 1 / 0"),
    ]
