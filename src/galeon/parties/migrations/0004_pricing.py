from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0003_agent'),
    ]

    operations = [
        migrations.AlterField(
            model_name='member',
            name='role',
            field=models.CharField(choices=[('owner', 'Owner'), ('clerk', 'Clerk'), ('admin', 'Admin'), ('operations', 'Operations'), ('station', 'Station'), ('finance', 'Finance'), ('pricing', 'Pricing')], max_length=12),
        ),
    ]
