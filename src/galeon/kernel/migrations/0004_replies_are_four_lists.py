"""What a key keeps of its first answer is four lists side by side, no longer a list of objects."""

from django.db import migrations

CONVERT = """
UPDATE once_key k SET reply = (
  SELECT jsonb_build_object('n', jsonb_agg(r -> 'n'), 'outcome', jsonb_agg(r -> 'outcome'),
                            'number', jsonb_agg(r -> 'number'), 'id', jsonb_agg(r -> 'waybill_id'))
    FROM jsonb_array_elements(k.reply) AS r)
 WHERE jsonb_typeof(reply) = 'array'
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_failed_jobs")]
    operations = [migrations.RunSQL(CONVERT, migrations.RunSQL.noop)]
