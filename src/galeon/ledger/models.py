"""Money: accounts of the book, journals, postings, balances, holds. It knows neither waybills nor prices.

A posting's `amount_minor` is signed: debits positive, credits negative; the postings of a journal sum to 0 per currency.
A customer's balance is the negative of their receivable: positive = we owe them (prepaid), negative = they owe us.
"""

from django.db import models
from django.db.models import Q


class BookAccount(models.Model):
    """One account of the chart (receivable, bank, revenue:freight, ...), as data."""

    class Kind(models.TextChoices):
        ASSET = "asset"
        LIABILITY = "liability"
        EQUITY = "equity"
        REVENUE = "revenue"
        EXPENSE = "expense"

    code = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    is_customer = models.BooleanField(default=False)

    class Meta:
        db_table = "book_account"


class Journal(models.Model):
    """One business fact in the book of one legal entity. `source` is its idempotency key, `hash` the fingerprint of its
    contents. booked_on: its day in the books, in the entity's zone; what happened in a locked period is booked on the
    first day after it.
    """

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=120)
    hash = models.BinaryField()
    kind = models.CharField(max_length=24)
    occurred_at = models.DateTimeField()
    posted_at = models.DateTimeField()
    memo = models.CharField(max_length=200, blank=True)
    entity_id = models.IntegerField(default=1, db_default=1)
    booked_on = models.DateField()

    class Meta:
        db_table = "journal"
        # the months that are not locked yet: locked ones have their sums in `book_total`
        indexes = [models.Index(fields=["booked_on", "entity_id"], name="journal_booked")]
        # not `unique=True`, which makes a second index, for LIKE, that nobody reads and every charge writes
        constraints = [models.UniqueConstraint(fields=["source"], name="journal_source_key")]


class Posting(models.Model):
    """One line of a journal; never edited. Lines that concern no customer carry the house's account id.

    segment: the mode of transport revenue and cost belong to (express, consolidated, overseas), "" = none.
    """

    pk = models.CompositePrimaryKey("account_id", "journal_id", "no")
    account_id = models.BigIntegerField()
    journal_id = models.BigIntegerField()
    no = models.SmallIntegerField()
    book = models.ForeignKey(BookAccount, models.PROTECT, related_name="+", db_column="book", db_index=False)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    segment = models.CharField(max_length=14, default="", db_default="")

    class Meta:
        db_table = "posting"
        indexes = [
            # a journal's lines, of whatever accounts, when it must balance at the commit
            models.Index(fields=["journal_id"], name="posting_of_journal"),
            # the few that moved money, of all that were charged: to compare with the bank
            models.Index(
                fields=["book", "journal_id"],
                condition=Q(book__in=["bank", "cash", "wallets"]),
                name="posting_of_money",
            ),
        ]


class Balance(models.Model):
    """What an account has in one currency: available = posted - held + limit (all minor units)."""

    pk = models.CompositePrimaryKey("account_id", "currency")
    account_id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    posted_minor = models.BigIntegerField(default=0)
    held_minor = models.BigIntegerField(default=0)
    limit_minor = models.BigIntegerField(default=0)

    class Meta:
        db_table = "balance"
        constraints = [models.CheckConstraint(condition=models.Q(held_minor__gte=0), name="balance_held_not_negative")]


class Hold(models.Model):
    """Money set aside at order (phase one), captured at weigh-in or released. `source` names what it is for."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    source_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, default="held")
    captured_minor = models.BigIntegerField(null=True)
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hold"
        constraints = [models.UniqueConstraint(fields=["account_id", "source_id"], name="hold_once_per_source")]


class BookLock(models.Model):
    """Up to which day an entity's books are closed, and every time that was changed; the newest row counts.

    A lock moved back (`until` earlier than before) needs a reason.
    """

    id = models.BigIntegerField(primary_key=True)
    entity_id = models.IntegerField()
    until = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "book_lock"
        indexes = [models.Index(fields=["entity_id", "-id"], name="book_lock_newest")]


class BookTotal(models.Model):
    """What a locked month came to, by account of the book, segment and currency: written when it is locked."""

    pk = models.CompositePrimaryKey("entity_id", "month", "book", "segment", "currency")
    entity_id = models.IntegerField()
    month = models.DateField()
    book = models.CharField(max_length=32)
    segment = models.CharField(max_length=14)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()

    class Meta:
        db_table = "book_total"
