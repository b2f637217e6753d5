from django.db import migrations

from galeon.ops.tests.upgrades.lasting import NEWEST


class Migration(migrations.Migration):
    """A step no rollback undoes: PostgreSQL builds this index outside of any transaction."""

    atomic = False
    dependencies = [("kernel", NEWEST)]
    operations = [
        migrations.RunSQL("CREATE INDEX CONCURRENTLY half_done ON keepsake (n)"),
        migrations.RunSQL("UPDATE keepsake SET n = n + 1000"),
    ]
