"""What customers are charged, what they paid, and the statements both are born in. Columns and constraints only.

Money is signed minor units seen from the house: a charge above zero is owed to us, a credit is below zero; a payment
above zero was received. opening + charges - payments = closing; a closing above zero is what the customer owes.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q


class Statement(models.Model):
    """One account's money over one period of its cycle, in one currency.

    first_day..last_day: days in `timezone`; begins_at..ends_at: the same as moments, the end excluded. While it is
    open, charges and payments are born in it and its sums are null. Closed, it has a number and never changes.
    credits_minor: what of its charges is to the customer's credit by a document, never above zero: credit notes, and its
    own document where that is one. Null where it closed before this was kept.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    cycle = models.CharField(max_length=12)
    timezone = models.CharField(max_length=40)
    first_day = models.DateField()
    last_day = models.DateField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")
    opened_at = models.DateTimeField()
    number = models.CharField(max_length=16, null=True)
    opening_minor = models.BigIntegerField(null=True)
    charges_minor = models.BigIntegerField(null=True)
    payments_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    credits_minor = models.BigIntegerField(null=True)
    due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "statement"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "currency", "begins_at"], name="statement_period_once"),
            models.UniqueConstraint(fields=["number"], name="statement_number"),
            models.CheckConstraint(condition=Q(begins_at__lt=models.F("ends_at")), name="statement_period"),
            models.CheckConstraint(
                name="statement_closed_whole",
                condition=Q(state="open", number=None, closing_minor=None, closed_at=None)
                | Q(
                    state="closed",
                    number__isnull=False,
                    closed_at__isnull=False,
                    closing_minor=models.F("opening_minor") + models.F("charges_minor") - models.F("payments_minor"),
                ),
            ),
            models.CheckConstraint(
                name="statement_credits",
                condition=Q(credits_minor=None) | Q(credits_minor__lte=0, charges_minor__gte=models.F("credits_minor")),
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at", "account_id"], condition=Q(state="open"), name="statement_open"),
            # every account's, the newest first: what finance opens the day with
            models.Index(fields=["-id"], name="statement_newest"),
            # those of one run: they are issued at the moment it was started
            models.Index(fields=["closed_at", "account_id"], name="statement_of_run"),
        ]


class StatementSeries(models.Model):
    """The last statement number given out in a year; drawn inside the closing's transaction, so there are no gaps."""

    year = models.SmallIntegerField(primary_key=True)
    last = models.IntegerField()

    class Meta:
        db_table = "statement_series"


class Charge(models.Model):
    """One fee, never edited: a re-weigh adds a line with the difference.

    source: the journal's source, shared by the fees raised together (`charge:<waybill>:<round>`). event: the code of
    what raised it (weigh_in, reweigh, undo_weigh_in, ...). charged_at: its own time, which chose the statement.
    waybill_id 0: the account as a whole. before_minor: what the same fee had come to before this line. reason: an
    `explain.Why` as JSON. event_id: the row that raised it, where it has one (an event, a declaration, a bill's line).
    bearer: who pays; what we bear ourselves is 0 to the customer and stands in borne_minor. document_id: the credit
    note that says it, where it has one of its own; all other lines are on their statement's invoice.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    statement_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField(default=0)
    code = models.CharField(max_length=32)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    charged_at = models.DateTimeField()
    event = models.CharField(max_length=32)
    source = models.CharField(max_length=120)
    round = models.SmallIntegerField(default=1)
    before_minor = models.BigIntegerField(default=0)
    charge_g = models.IntegerField(null=True)
    version_id = models.BigIntegerField(null=True)
    reason = models.JSONField(null=True)
    event_id = models.BigIntegerField(null=True)
    bearer = models.CharField(max_length=8, default="customer", db_default="customer")
    borne_minor = models.BigIntegerField(default=0, db_default=0)
    document_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "charge"
        constraints = [
            models.CheckConstraint(
                name="charge_bearer", condition=Q(bearer="customer", borne_minor=0) | Q(bearer="house", amount_minor=0)
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "statement_id", "waybill_id", "id"], name="charge_of_statement"),
            models.Index(fields=["account_id", "waybill_id"], name="charge_of_waybill"),
            # on which pages the statements of a month are: a whole month is read without the years before it
            BrinIndex(fields=["statement_id"], name="charge_by_age", autosummarize=True),
            # what was charged in a month, of all accounts: what profit is counted from
            BrinIndex(fields=["charged_at"], name="charge_by_day", autosummarize=True),
        ]


class ClosingRun(models.Model):
    """One closing of what ended by `as_of`, as a person or the clock asked for it: how far it is, for the page.

    Its statements are issued at `started_at`, however often it was cut off. statements: how many there were to close;
    closed: how many it has; finished_at null: still running, or cut off (nothing was seen of it for a while).
    began_at, closed_before: when it was begun last, and what was closed by then.
    """

    id = models.BigIntegerField(primary_key=True)
    as_of = models.DateTimeField()
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField(null=True)
    statements = models.IntegerField()
    closed = models.IntegerField(default=0)
    seen_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    closed_before = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "closing_run"
        constraints = [
            models.UniqueConstraint(fields=["as_of"], condition=Q(finished_at=None), name="closing_run_once")
        ]
        indexes = [models.Index(fields=["-id"], name="closing_run_newest")]


class Payment(models.Model):
    """Money received, never edited. reference: the bank's or the wallet's; one reference of an account counts once.

    paid_minor in paid_currency: what came, where it came in another currency than the account's. A refund is below zero;
    a write-off and cash collected for the customer count as received. due_on: of a debt brought from another system, which
    is a payment below zero; of others, the day it was received.
    """

    class Method(models.TextChoices):
        BANK = "bank"
        CASH = "cash"
        CARD = "card"
        ALIPAY = "alipay"
        WECHAT = "wechat"
        OPENING = "opening"
        NETTING = "netting"

    class Kind(models.TextChoices):
        PAYMENT = "payment"
        TOP_UP = "top_up"
        REFUND = "refund"
        WRITE_OFF = "writeoff"
        COD = "cod"

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    statement_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=8, choices=Method.choices)
    reference = models.CharField(max_length=80)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    paid_minor = models.BigIntegerField(null=True)
    paid_currency = models.CharField(max_length=3, blank=True, db_default="")
    due_on = models.DateField(null=True)

    class Meta:
        db_table = "payment"
        constraints = [models.UniqueConstraint(fields=["account_id", "reference"], name="payment_once")]
        indexes = [models.Index(fields=["account_id", "statement_id"], name="payment_of_statement")]


class Unrated(models.Model):
    """A weighed waybill no price could be found for, and why: for a person to mend the price list; then it is rated again."""

    pk = models.CompositePrimaryKey("account_id", "waybill_id")
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    message = models.CharField(max_length=200)
    params = models.JSONField()
    since = models.DateTimeField()

    class Meta:
        db_table = "unrated"


class UnratedEvent(models.Model):
    """An event a list asks something for, but how much could not be told (no exchange rate, no fuel percentage): asked again
    when tables are mended. asked: `charges.by_event.EventCharge` as JSON."""

    pk = models.CompositePrimaryKey("account_id", "waybill_id", "event", "key")
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    event = models.CharField(max_length=16)
    key = models.CharField(max_length=40, blank=True)
    happened_at = models.DateTimeField()
    code = models.CharField(max_length=40)
    message = models.CharField(max_length=200)
    params = models.JSONField()
    asked = models.JSONField()

    class Meta:
        db_table = "unrated_event"
