"""How much an account may owe and for how long. Columns and constraints only; `acts` writes."""

from django.db import models


class Grace(models.Model):
    """Days after a statement is due before its account is in arrears. The most specific row counts: a level of a company
    of ours, else the level, else the company, else the row that names neither.
    """

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField(null=True)
    level = models.CharField(max_length=16, null=True)
    days = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "credit_grace"
        constraints = [
            models.UniqueConstraint(fields=["entity_id", "level"], name="credit_grace_once", nulls_distinct=False)
        ]


class Waiver(models.Model):
    """A person lets an account go on in spite of its arrears, up to and including a day; the newest row counts.

    `until` of the past ends an earlier one.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    until = models.DateField()
    reason = models.CharField(max_length=200)
    granted_at = models.DateTimeField()
    granted_by = models.BigIntegerField()

    class Meta:
        db_table = "credit_waiver"


class Aside(models.Model):
    """An amount of a closed statement that is not counted as overdue while it is argued about.

    source: who set it aside (`dispute:<id>`), once; ended_at null: still so.
    """

    pk = models.CompositePrimaryKey("account_id", "source")
    account_id = models.BigIntegerField()
    source = models.CharField(max_length=60)
    statement_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "credit_aside"
        constraints = [models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="credit_aside_above_zero")]
