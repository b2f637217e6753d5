"""The bank's side of receivables: our bank accounts, what their files say, which debt each payment pays, letters.

Columns and constraints only. Money is signed minor units; a bank line above zero came in, below zero went out.
"""

from django.db import models
from django.db.models import Q

from galeon.billing.cash import models_booked as models_booked  # Django finds a room's tables through this one


class BankAccount(models.Model):
    """An account of ours at a bank, in one currency; `book` is where its money stands in the entity's books.

    mapping: how this bank's CSV is read, a `csvfile.Mapping` as JSON; null until a person has said it once.
    """

    entity = models.ForeignKey("parties.LegalEntity", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    number = models.CharField(max_length=40)
    book = models.ForeignKey("ledger.BookAccount", models.PROTECT, related_name="+", db_column="book")
    mapping = models.JSONField(null=True)
    opened_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "bank_account"
        constraints = [models.UniqueConstraint(fields=["number", "currency"], name="bank_account_once")]


class BankFile(models.Model):
    """A file of the bank as it came (compressed), read once; lines: in it; new: not known from another file before.

    A CSV that nobody has mapped yet is kept too, with lines null, until it is. opening, closing: what the bank says lay
    there before the first and after the last of its movements, signed, in the account's currency; null where it does not.
    opening_on: the day of the file's first movement, before which it lay there.
    """

    id = models.BigIntegerField(primary_key=True)
    bank_account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField(null=True)
    lines = models.IntegerField(null=True)
    new_lines = models.IntegerField(null=True)
    skipped = models.IntegerField(default=0)
    opening_minor = models.BigIntegerField(null=True)
    opening_on = models.DateField(null=True)
    closing_minor = models.BigIntegerField(null=True)
    closing_on = models.DateField(null=True)

    class Meta:
        db_table = "bank_file"
        constraints = [models.UniqueConstraint(fields=["bank_account", "sha256"], name="bank_file_once")]


class BankLine(models.Model):
    """One movement the bank reports. fingerprint: what makes it this one and no other, so that it is never read twice.

    reference: the bank's own (else end-to-end), "" where it gives none. twin_id: an earlier line it may be a double of;
    is_distinct: a person said it is another payment. fault: why it cannot be matched (`currency`). state: open, matched
    (customers' payments), booked (on an account of the book, or in the books already), ignored (not a customer's, and not
    booked), out (money that left, and not booked).
    """

    id = models.BigIntegerField(primary_key=True)
    bank_account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(BankFile, models.PROTECT, related_name="+", db_index=False)
    no = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    reference = models.CharField(max_length=80, blank=True)
    end_to_end = models.CharField(max_length=80, blank=True)
    booked_on = models.DateField()
    valued_on = models.DateField(null=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=140, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    fault = models.CharField(max_length=16, blank=True)
    twin_id = models.BigIntegerField(null=True)
    is_distinct = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="open")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "bank_line"
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "fingerprint"], name="bank_line_once"),
            models.CheckConstraint(
                name="bank_line_state", condition=Q(state__in=["open", "matched", "booked", "ignored", "out"])
            ),
        ]
        indexes = [
            models.Index(fields=["bank_account", "state", "-booked_on", "-id"], name="bank_line_list"),
            models.Index(fields=["bank_account", "reference"], condition=~Q(reference=""), name="bank_line_reference"),
            models.Index(fields=["payer_account"], condition=~Q(payer_account=""), name="bank_line_payer"),
        ]


class BankMatch(models.Model):
    """A line, or a part of it, taken as a payment of an account; taking it back is a row below zero. Never edited.

    share_minor: of the line, in the line's currency. payment_id: the payment it became, or the one that reverses it.
    is_made: the match recorded the payment; otherwise a person had, under the bank's own reference.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    line_id = models.BigIntegerField()
    payment_id = models.BigIntegerField()
    reference = models.CharField(max_length=80)
    share_minor = models.BigIntegerField()
    is_made = models.BooleanField(default=True)
    undoes_id = models.BigIntegerField(null=True)
    matched_at = models.DateTimeField()
    matched_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "bank_match"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "undoes_id"], name="bank_match_undone_once"),
        ]
        indexes = [models.Index(fields=["line_id"], name="bank_match_of_line")]


class Allocation(models.Model):
    """Which credit pays which debt, in the account's currency. Never edited: a change is a row that takes back another.

    credit: a payment, or what a closed statement credits (of those that closed before that was kept, the statement itself).
    debit: a statement, or money paid out (a refund, a reversed payment). amount_minor above zero; below zero in a row that
    takes back `undoes_id`.
    """

    class Side(models.TextChoices):
        STATEMENT = "statement"
        CREDIT = "credit"
        PAYMENT = "payment"

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    credit_kind = models.CharField(max_length=9, choices=Side.choices)
    credit_id = models.BigIntegerField()
    debit_kind = models.CharField(max_length=9, choices=Side.choices)
    debit_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    undoes_id = models.BigIntegerField(null=True)
    allocated_at = models.DateTimeField()
    allocated_by = models.BigIntegerField(null=True)
    booked_on = models.DateField(null=True)

    class Meta:
        db_table = "allocation"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "undoes_id"], name="allocation_undone_once"),
            models.CheckConstraint(
                name="allocation_sign",
                condition=Q(amount_minor__gt=0, undoes_id=None) | Q(amount_minor__lt=0, undoes_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "credit_id"], name="allocation_of_credit"),
            models.Index(fields=["account_id", "debit_id"], name="allocation_of_debit"),
        ]


class Refund(models.Model):
    """Money to be paid back to a customer: asked by one person, paid (or refused) by another. Then a payment below zero."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    state = models.CharField(max_length=8, default="asked")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    payment_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "refund"
        constraints = [
            models.CheckConstraint(name="refund_amount", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="refund_two_persons", condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by"))
            ),
        ]


class Promise(models.Model):
    """A day by which an account has promised to pay; the newest counts, and it is not dunned before."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    until = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "promise"


class DunningLevel(models.Model):
    """A step of reminding: from how many days overdue, in which words, with which fee (in the entity's currency)."""

    no = models.SmallIntegerField(primary_key=True)
    days = models.SmallIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    fee_currency = models.CharField(max_length=3, blank=True)
    title = models.JSONField()
    text = models.JSONField()

    class Meta:
        db_table = "dunning_level"


class DunningLetter(models.Model):
    """A letter to a customer about what is overdue: proposed by a run, then sent or dropped by a person; kept for ever.

    items: [number, due day, amount, open] as the letter says it. pdf: as it was sent.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    level = models.SmallIntegerField()
    as_of = models.DateField()
    currency = models.CharField(max_length=3)
    overdue_minor = models.BigIntegerField()
    items = models.JSONField()
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default="proposed")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    mailed_to = models.CharField(max_length=254, blank=True)
    pdf = models.BinaryField(null=True)

    class Meta:
        db_table = "dunning_letter"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "currency"], condition=Q(state="proposed"), name="dunning_letter_proposed_once"
            )
        ]
