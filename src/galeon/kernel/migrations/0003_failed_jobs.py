"""Failed jobs by themselves: an operator looks for a handful among two weeks of jobs that succeeded."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_job_fault"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX procrastinate_jobs_failed ON procrastinate_jobs (id) WHERE status = 'failed'",
            "DROP INDEX procrastinate_jobs_failed",
        ),
    ]
