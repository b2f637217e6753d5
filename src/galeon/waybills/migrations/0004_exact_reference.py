"""A merchant's reference is the same only when it is written the same; how it is looked up is another question.

What stands under an older rule of looking up is brought under the one of today.
"""

from django.db import migrations, models

from galeon.waybills.numbers import BLANKS

FILL = """
UPDATE waybill_number n SET exact = w.reference, number = upper(translate(w.reference, %s, '') COLLATE "C")
  FROM waybill w WHERE w.account_id = n.account_id AND w.id = n.waybill_id AND n.kind = 'reference'"""


class Migration(migrations.Migration):
    dependencies = [("waybills", "0003_index_order")]
    operations = [
        migrations.RemoveConstraint(model_name="waybillnumber", name="waybill_number_reference"),
        migrations.AddField(
            model_name="waybillnumber", name="exact", field=models.CharField(max_length=64, null=True)
        ),
        migrations.RunSQL([(FILL, [f" -{BLANKS}"])], migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="waybillnumber",
            constraint=models.UniqueConstraint(
                fields=["account_id", "exact"],
                condition=models.Q(kind="reference", until=None),
                name="waybill_number_exact",
            ),
        ),
    ]
