from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customs', '0003_one_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='DutyAssessment',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField()),
                ('id', models.BigIntegerField()),
                ('declaration_id', models.BigIntegerField()),
                ('waybill_id', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('duty_minor', models.BigIntegerField()),
                ('vat_minor', models.BigIntegerField()),
                ('fees_minor', models.BigIntegerField()),
                ('note', models.CharField(blank=True, max_length=80)),
                ('assessed_at', models.DateTimeField()),
                ('entered_by', models.BigIntegerField(null=True)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'duty_assessment',
                'indexes': [models.Index(fields=['account_id', 'waybill_id', '-id'], name='duty_assessment_newest'), models.Index(fields=['declaration_id', 'waybill_id'], name='duty_assessment_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('duty_minor__gte', 0), ('fees_minor__gte', 0), ('vat_minor__gte', 0)), name='duty_assessment_amounts')],
            },
        ),
    ]
