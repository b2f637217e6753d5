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


class LimitChange(models.Model):
    """A credit limit asked for by one person and decided by another; kept whatever became of it.

    kind limit: from now on; raise: up to and including the day `until`, then `base_minor` counts again.
    limit_minor: what was asked for; before_minor: what was in force when it was approved.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        APPROVED = "approved"
        REFUSED = "refused"
        ENDED = "ended"

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=8)
    limit_minor = models.BigIntegerField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    before_minor = models.BigIntegerField(null=True)
    base_minor = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "credit_limit_change"
        constraints = [
            models.CheckConstraint(
                name="credit_limit_kind",
                condition=models.Q(kind="limit", until=None) | models.Q(kind="raise", until__isnull=False),
            ),
            models.CheckConstraint(
                name="credit_limit_two_people",
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["account_id", "currency"], condition=models.Q(state="asked"), name="credit_limit_asked_once"
            ),
            models.UniqueConstraint(
                fields=["account_id", "currency"],
                condition=models.Q(state="approved", kind="raise"),
                name="credit_limit_raised_once",
            ),
        ]


class TopUp(models.Model):
    """A customer says they paid in; our finance looks for the money and approves or refuses.

    reference: the bank's or the wallet's; the same one counts once. slip: the picture or PDF of the bank's slip, "" as
    slip_kind = none. payment_id: the payment it became.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=8)
    reference = models.CharField(max_length=80)
    paid_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    slip = models.BinaryField(default=b"")
    slip_kind = models.CharField(max_length=4, blank=True)
    slip_hash = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    payment_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "credit_top_up"
        constraints = [
            models.CheckConstraint(
                name="credit_top_up_two_people",
                condition=models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("asked_by"))
                | models.Q(state="withdrawn"),
            ),
            models.UniqueConstraint(
                fields=["account_id", "reference"],
                condition=models.Q(state__in=["asked", "approved"]),
                name="credit_top_up_once",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state="asked"), name="credit_top_up_waiting"),
            models.Index(fields=["slip_hash"], condition=models.Q(slip_hash__isnull=False), name="credit_top_up_slip"),
        ]
