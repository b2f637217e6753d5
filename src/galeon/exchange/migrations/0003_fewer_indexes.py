"""No page reads a merchant's messages yet, and each call paid for the index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_servicealias"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="message",
            name="message_of_account",
        ),
    ]
