from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0005_closing'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnratedEvent',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'waybill_id', 'event', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('waybill_id', models.BigIntegerField()),
                ('event', models.CharField(max_length=16)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('happened_at', models.DateTimeField()),
                ('code', models.CharField(max_length=40)),
                ('message', models.CharField(max_length=200)),
                ('params', models.JSONField()),
                ('asked', models.JSONField()),
            ],
            options={
                'db_table': 'unrated_event',
            },
        ),
    ]
