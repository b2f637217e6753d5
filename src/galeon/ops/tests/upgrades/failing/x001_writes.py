from django.db import migrations

from galeon.ops.tests.upgrades.failing import NEWEST


class Migration(migrations.Migration):
    """A step that goes well: it makes a table and changes what is there."""

    dependencies = [("kernel", NEWEST)]
    operations = [
        migrations.RunSQL("CREATE TABLE half_done (n int); INSERT INTO half_done VALUES (1)"),
        migrations.RunSQL("UPDATE keepsake SET n = n + 1000"),
    ]
