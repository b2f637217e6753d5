import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A case keeps all of its credit notes; of those settled before, the charges tell which they were."""

    dependencies = [("billing", "0004_settlement"), ("billing_disputes", "0002_terms")]
    operations = [
        migrations.AddField(
            model_name="case",
            name="document_ids",
            field=django.contrib.postgres.fields.ArrayField(
                models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.RunSQL(
            """UPDATE dispute_case k SET document_ids = coalesce(
                   (SELECT array_agg(DISTINCT c.document_id ORDER BY c.document_id) FROM charge c
                     WHERE c.account_id = k.account_id AND c.event = k.kind AND c.document_id IS NOT NULL
                       AND starts_with(c.source, k.kind || ':' || k.id || ':')), ARRAY[k.document_id])
                WHERE k.document_id IS NOT NULL""",
            "UPDATE dispute_case SET document_id = document_ids[1]",
        ),
        migrations.RemoveField(model_name="case", name="document_id"),
    ]
