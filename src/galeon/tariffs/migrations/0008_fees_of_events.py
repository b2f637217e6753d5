from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tariffs', '0007_editions_tell_who_published'),
    ]

    operations = [
        migrations.AddField(
            model_name='pricerule',
            name='event',
            field=models.CharField(blank=True, choices=[('hand_over', 'hand_over'), ('customs_entry', 'customs_entry'), ('duty', 'duty'), ('storage_day', 'storage_day'), ('return', 'return'), ('address_change', 'address_change'), ('claim', 'claim')], db_default='', max_length=16),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='bearer',
            field=models.CharField(choices=[('customer', 'customer'), ('house', 'house')], db_default='customer', max_length=8),
        ),
    ]
