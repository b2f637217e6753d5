from django.db import migrations


class Migration(migrations.Migration):
    """Terms to begin with, until a house says otherwise: goods to 100 USD and the freight of what is lost."""

    dependencies = [("billing_disputes", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """INSERT INTO dispute_terms (entity_id, silent_days, answer_days, claim_days, alone_minor)
               VALUES (NULL, 14, 7, 15, 100000);
               INSERT INTO claim_terms (service_id, about, covers_goods, cap_minor, cap_currency, refunds_freight, days)
               VALUES (NULL, '', true, 10000, 'USD', false, 90), (NULL, 'lost', true, 10000, 'USD', true, 90),
                      (NULL, 'late', false, 0, 'USD', true, 30)""",
            "DELETE FROM dispute_terms; DELETE FROM claim_terms",
        )
    ]
