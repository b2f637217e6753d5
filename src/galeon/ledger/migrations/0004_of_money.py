"""What moved money, found without reading the whole book: to compare with what the bank says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_books_of_entities")]

    operations = [
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(
                condition=models.Q(("book__in", ["bank", "cash", "wallets"])),
                fields=["book", "journal_id"],
                name="posting_of_money",
            ),
        ),
    ]
