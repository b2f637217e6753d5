"""One open stop of a kind and source in an account: two people at once made two."""

from django.db import migrations, models

CLOSE_TWINS = """
UPDATE account_stop s SET until = s.since
 WHERE s.until IS NULL AND EXISTS (
   SELECT FROM account_stop t WHERE t.account_id = s.account_id AND t.kind = s.kind AND t.source = s.source
      AND t.until IS NULL AND t.id < s.id)"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_initial")]
    operations = [
        migrations.RunSQL(CLOSE_TWINS, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="accountstop", name="account_stop_open"),
        migrations.AddConstraint(
            model_name="accountstop",
            constraint=models.UniqueConstraint(
                fields=["account", "kind", "source"], condition=models.Q(until=None), name="account_stop_open_once"
            ),
        ),
    ]
