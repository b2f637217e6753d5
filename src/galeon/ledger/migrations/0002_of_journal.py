"""A journal's lines by the journal, for the balance check at each commit, which searched the whole book; and without
three indexes by book and one for LIKE that nobody read and every charge wrote."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="posting",
            name="posting_by_book",
        ),
        migrations.AlterField(
            model_name="journal",
            name="source",
            field=models.CharField(max_length=120),
        ),
        migrations.AlterField(
            model_name="posting",
            name="book",
            field=models.ForeignKey(
                db_column="book",
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.bookaccount",
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["journal_id"], name="posting_of_journal"),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.UniqueConstraint(fields=("source",), name="journal_source_key"),
        ),
    ]
