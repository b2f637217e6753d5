"""What customers say to a statement and when something went wrong: answers, disputes, claims, write-offs. Columns only.

A case is a dispute (about charges of a closed statement) or a claim (about a parcel lost, damaged, late or short).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Terms(models.Model):
    """How a company of ours argues (entity_id null: every other). All days are calendar days.

    silent_days: after so many a closed statement is confirmed by silence. answer_days, claim_days: until when a dispute
    and a claim are to be decided. alone_minor: what one person of finance may credit without another's word.
    """

    id = models.BigAutoField(primary_key=True)
    entity_id = models.IntegerField(null=True)
    silent_days = models.PositiveSmallIntegerField()
    answer_days = models.PositiveSmallIntegerField()
    claim_days = models.PositiveSmallIntegerField()
    alone_minor = models.BigIntegerField()

    class Meta:
        db_table = "dispute_terms"
        constraints = [
            models.UniqueConstraint(fields=["entity_id"], name="dispute_terms_once", nulls_distinct=False),
        ]


class ClaimTerms(models.Model):
    """What is paid for a parcel of a service (null: any other) when something happens (about, "" = anything else).

    Goods: the declared value, at most cap_minor of cap_currency; freight: what its carriage cost. days: within so many
    after its last news a claim has to be made.
    """

    id = models.BigAutoField(primary_key=True)
    service_id = models.BigIntegerField(null=True)
    about = models.CharField(max_length=8, blank=True)
    covers_goods = models.BooleanField()
    cap_minor = models.BigIntegerField()
    cap_currency = models.CharField(max_length=3)
    refunds_freight = models.BooleanField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "claim_terms"
        constraints = [
            models.UniqueConstraint(fields=["service_id", "about"], name="claim_terms_once", nulls_distinct=False),
        ]


class Confirmed(models.Model):
    """A line of a closed statement that the customer confirmed; written once."""

    pk = models.CompositePrimaryKey("account_id", "statement_id", "charge_id")
    account_id = models.BigIntegerField()
    statement_id = models.BigIntegerField()
    charge_id = models.BigIntegerField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.BigIntegerField()

    class Meta:
        db_table = "statement_line_confirmed"


class Answered(models.Model):
    """A closed statement confirmed but for what is disputed: by a person, or by silence (confirmed_by null)."""

    pk = models.CompositePrimaryKey("account_id", "statement_id")
    account_id = models.BigIntegerField()
    statement_id = models.BigIntegerField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "statement_answered"


class Case(models.Model):
    """A dispute or a claim. asked_minor: what is disputed, or asked for. owner_id: who of finance minds it.

    credited_minor: what it came to in the end, tax included, above zero. document_ids: the credit notes
    that say it, one for each invoice it stood on, in their order.
    """

    class Kind(models.TextChoices):
        DISPUTE = "dispute"
        CLAIM = "claim"

    class State(models.TextChoices):
        OPEN = "open"
        REFUSED = "refused"
        SETTLED = "settled"
        WITHDRAWN = "withdrawn"

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    about = models.CharField(max_length=16)
    statement_id = models.BigIntegerField(null=True)
    waybill_id = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    asked_minor = models.BigIntegerField()
    text = models.TextField()
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    due_on = models.DateField()
    owner_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    outcome = models.TextField(blank=True, default="")
    credited_minor = models.BigIntegerField(default=0)
    document_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "dispute_case"
        constraints = [
            models.CheckConstraint(
                name="dispute_case_about",
                condition=Q(kind="dispute", statement_id__isnull=False, waybill_id=None, asked_minor__gt=0)
                | Q(kind="claim", statement_id=None, waybill_id__isnull=False, asked_minor__gte=0),
            ),
            models.UniqueConstraint(
                fields=["account_id", "waybill_id", "about"], condition=Q(kind="claim", state="open"),
                name="dispute_case_claimed_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="dispute_case_open")]


class CaseLine(models.Model):
    """A charge a dispute is about; credited_minor: what of it was given back, before tax, above zero."""

    pk = models.CompositePrimaryKey("account_id", "case_id", "charge_id")
    account_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    charge_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    credited_minor = models.BigIntegerField(null=True)
    is_live = models.BooleanField(default=True)

    class Meta:
        db_table = "dispute_line"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "charge_id"], condition=Q(is_live=True), name="dispute_line_once"
            )
        ]


class Message(models.Model):
    """Something said in a case, by the customer or (is_house) by us; never edited."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    text = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.BigIntegerField()
    is_house = models.BooleanField()

    class Meta:
        db_table = "dispute_message"
        indexes = [models.Index(fields=["account_id", "case_id"], name="dispute_message_of_case")]


class Evidence(models.Model):
    """A file handed in with a message: a picture or a PDF, looked at before it is kept."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    message_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=4)
    content = models.BinaryField()

    class Meta:
        db_table = "dispute_evidence"
        indexes = [models.Index(fields=["account_id", "case_id"], name="dispute_evidence_of_case")]


class Proposal(models.Model):
    """What finance would give, of which another person has to approve. credits: [[charge_id, minor]]; the newest counts.

    state: proposed, approved, returned. Not for customers' eyes.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    credits = models.JSONField()
    goods_minor = models.BigIntegerField()
    text = models.TextField()
    state = models.CharField(max_length=8, default="proposed")
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "dispute_proposal"
        constraints = [
            models.CheckConstraint(
                name="dispute_proposal_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["account_id", "case_id"], condition=Q(state="proposed"), name="dispute_proposal_once"
            ),
        ]


class Recovery(models.Model):
    """What a supplier is asked to make good of a claim we paid. recovered_minor: what came; null: nothing decided yet."""

    pk = models.CompositePrimaryKey("account_id", "case_id")
    account_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    supplier = models.CharField(max_length=80)
    reference = models.CharField(max_length=80, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    recovered_minor = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "claim_recovery"
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="claim_recovery_above_zero")]


class WriteOff(models.Model):
    """A debt nobody expects to be paid any more: asked by one person of finance, approved by another."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    statement_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    state = models.CharField(max_length=8, default="asked")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True, default="")
    payment_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "write_off"
        constraints = [
            models.CheckConstraint(name="write_off_amount", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="write_off_two_people", condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by"))
            ),
            models.UniqueConstraint(
                fields=["account_id", "statement_id"], condition=Q(state="asked"), name="write_off_asked_once"
            ),
        ]
