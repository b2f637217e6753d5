import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0001_initial'),
        ('parties', '0003_agent'),
        ('tariffs', '0002_weights_in_thousandths'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AreaRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2)),
                ('from_key', models.BigIntegerField()),
                ('to_key', models.BigIntegerField()),
                ('city', models.CharField(blank=True, max_length=80)),
                ('tier', models.CharField(blank=True, max_length=12)),
            ],
            options={
                'db_table': 'area_row',
            },
        ),
        migrations.CreateModel(
            name='AreaTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('timezone', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'area_table',
            },
        ),
        migrations.CreateModel(
            name='AreaVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('no', models.PositiveIntegerField()),
                ('valid_from', models.DateField()),
                ('rows', models.PositiveIntegerField(default=0)),
                ('loaded_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'area_version',
            },
        ),
        migrations.CreateModel(
            name='FuelRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('percent', models.DecimalField(decimal_places=4, max_digits=9)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'fuel_rate',
            },
        ),
        migrations.CreateModel(
            name='FuelTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('timezone', models.CharField(max_length=40)),
            ],
            options={
                'db_table': 'fuel_table',
            },
        ),
        migrations.CreateModel(
            name='FxRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', models.CharField(max_length=3)),
                ('quote', models.CharField(max_length=3)),
                ('valid_from', models.DateField()),
                ('rate', models.DecimalField(decimal_places=8, max_digits=18)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'fx_rate',
            },
        ),
        migrations.CreateModel(
            name='PriceDivisor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('divisor', models.PositiveIntegerField()),
                ('zone', models.CharField(blank=True, max_length=16)),
                ('cargo_class', models.CharField(blank=True, max_length=16)),
                ('when', models.JSONField(default=list)),
                ('over_actual_percent', models.PositiveIntegerField(default=0)),
                ('share_percent', models.PositiveIntegerField(default=100)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'db_table': 'price_divisor',
            },
        ),
        migrations.CreateModel(
            name='PriceMinimum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('weight_milli', models.PositiveIntegerField()),
                ('when', models.JSONField(default=list)),
            ],
            options={
                'db_table': 'price_minimum',
            },
        ),
        migrations.CreateModel(
            name='PricePolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('below_cost', models.CharField(choices=[('refuse', 'Refuse'), ('flag', 'Flag'), ('ignore', 'Ignore')], default='flag', max_length=8)),
                ('two_persons', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'price_policy',
            },
        ),
        migrations.RemoveConstraint(
            model_name='pricelist',
            name='price_list_once',
        ),
        migrations.RemoveConstraint(
            model_name='pricestep',
            name='price_step_once',
        ),
        migrations.RemoveConstraint(
            model_name='pricezone',
            name='price_zone_once',
        ),
        migrations.AddField(
            model_name='pricelist',
            name='agent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.agent'),
        ),
        migrations.AddField(
            model_name='pricelist',
            name='dated_by',
            field=models.CharField(choices=[('order', 'order'), ('receipt', 'receipt')], default="receipt", max_length=8),
        ),
        migrations.AddField(
            model_name='pricelist',
            name='side',
            field=models.CharField(choices=[('sale', 'sale'), ('agent', 'agent'), ('cost', 'cost')], default="sale", max_length=8),
        ),
        migrations.AddField(
            model_name='pricelist',
            name='supplier',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='area',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='container',
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='factor',
            field=models.DecimalField(decimal_places=4, default=1, max_digits=9),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='fuel_table',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='fuelable',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='group',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='max_minor',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='min_minor',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='option',
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='origin',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='takes',
            field=models.CharField(blank=True, choices=[('max', 'max'), ('first', 'first')], max_length=5),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='tier',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='value',
            field=models.CharField(blank=True, choices=[('declared', 'declared'), ('insured', 'insured'), ('cod', 'cod'), ('duty', 'duty'), ('vat', 'vat'), ('duty_vat', 'duty_vat')], max_length=8),
        ),
        migrations.AddField(
            model_name='pricerule',
            name='when',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='changed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='cheaper_bracket',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='checked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='lengths',
            field=models.CharField(choices=[('exact', 'exact'), ('nearest', 'nearest'), ('up', 'up')], default="exact", max_length=8),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='piece_milli_max',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='round_by_piece',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='priceversion',
            name='unit',
            field=models.CharField(choices=[('kg', 'kg'), ('lb', 'lb')], default="kg", max_length=2),
        ),
        migrations.AddField(
            model_name='pricezone',
            name='origin',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='pricezone',
            name='postcode_to',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='pricezone',
            name='region',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name='pricerule',
            name='basis',
            field=models.CharField(choices=[('first_continued', 'first_continued'), ('per_kg', 'per_kg'), ('graduated', 'graduated'), ('per_ticket', 'per_ticket'), ('per_piece', 'per_piece'), ('per_cbm', 'per_cbm'), ('per_container', 'per_container'), ('percent', 'percent'), ('percent_of_value', 'percent_of_value'), ('pass_through', 'pass_through')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='pricelist',
            constraint=models.UniqueConstraint(fields=('side', 'service', 'currency', 'level', 'account', 'agent', 'supplier'), name='price_list_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='pricelist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agent', None), ('side', 'sale'), ('supplier', '')), models.Q(('account', None), ('level', None), ('side', 'agent'), ('supplier', '')), models.Q(('account', None), ('agent', None), ('level', None), ('side', 'cost'), models.Q(('supplier', ''), _negated=True)), _connector='OR'), name='price_list_side'),
        ),
        migrations.AddConstraint(
            model_name='pricestep',
            constraint=models.UniqueConstraint(fields=('version', 'above_milli'), name='price_step_once'),
        ),
        migrations.AddConstraint(
            model_name='pricezone',
            constraint=models.UniqueConstraint(fields=('version', 'country', 'postcode_prefix', 'postcode_to', 'region', 'origin'), name='price_zone_once'),
        ),
        migrations.AddField(
            model_name='areaversion',
            name='loaded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='areaversion',
            name='table',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tariffs.areatable'),
        ),
        migrations.AddField(
            model_name='arearow',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tariffs.areaversion'),
        ),
        migrations.AddField(
            model_name='fuelrate',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fuelrate',
            name='table',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tariffs.fueltable'),
        ),
        migrations.AddField(
            model_name='fxrate',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pricedivisor',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tariffs.priceversion'),
        ),
        migrations.AddField(
            model_name='priceminimum',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tariffs.priceversion'),
        ),
        migrations.AddField(
            model_name='pricepolicy',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='areaversion',
            constraint=models.UniqueConstraint(fields=('table', 'no'), name='area_version_no'),
        ),
        migrations.AddIndex(
            model_name='arearow',
            index=models.Index(fields=['version', 'country', 'from_key'], name='area_row_place'),
        ),
        migrations.AddConstraint(
            model_name='fuelrate',
            constraint=models.UniqueConstraint(fields=('table', 'valid_from'), name='fuel_rate_once'),
        ),
        migrations.AddConstraint(
            model_name='fxrate',
            constraint=models.UniqueConstraint(fields=('base', 'quote', 'valid_from'), name='fx_rate_once'),
        ),
        migrations.AddConstraint(
            model_name='pricedivisor',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='price_divisor_position'),
        ),
        migrations.AddConstraint(
            model_name='priceminimum',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='price_minimum_position'),
        ),
        migrations.AddConstraint(
            model_name='pricepolicy',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='price_policy_one_row'),
        ),
        migrations.RunSQL(
            """INSERT INTO price_divisor (version_id, position, divisor, zone, cargo_class, "when", over_actual_percent,
                                          share_percent)
               SELECT id, 0, divisor, '', '', '[]', 0, 100 FROM price_version WHERE divisor IS NOT NULL""",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="priceversion", name="divisor"),
        migrations.RunSQL(
            "INSERT INTO price_policy (id, below_cost, two_persons) VALUES (1, 'flag', false) ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
    ]
