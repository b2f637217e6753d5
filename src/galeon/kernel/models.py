"""What every module may lean on: keys that make a request safe to send twice."""

from django.db import models


class OnceKey(models.Model):
    """An idempotency key with the fingerprint of its request and the reply it got, in the same transaction."""

    pk = models.CompositePrimaryKey("account_id", "key")
    account_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    body_hash = models.BinaryField()
    reply = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "once_key"


class JobFault(models.Model):
    """Why an attempt at a job failed: the end of its traceback. procrastinate itself keeps only that it did."""

    job_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    error = models.TextField()

    class Meta:
        db_table = "job_fault"
