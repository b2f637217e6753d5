"""Invoices and credit notes as they were issued, their lines and taxes, their series, and the dated tax rules.

Money is signed minor units seen from the house, as charges are: a credit note's is below zero.
"""

from django.db import models
from django.db.models import Q


class Kind(models.TextChoices):
    """What a document is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit"


class Category(models.TextChoices):
    """How something is taxed, as UNCL5305 codes it."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    EXPORT = "G"
    OUT_OF_SCOPE = "O"


TAXED = (Category.STANDARD,)
NAMELESS = (Category.STANDARD, Category.ZERO)
"""Categories that need no reason why nothing is taxed."""


class TaxRule(models.Model):
    """How an entity taxes, from a day on; never edited: a newer row with the same key takes its place.

    country "": customers of any; has_tax_number None: with or without one; code "": every fee but what is only passed
    through (duty, import tax, compensation), which a rule must name. valid_to: its last day. reason: why no tax is
    charged, as the invoice says it (VATEX text).
    """

    id = models.BigIntegerField(primary_key=True)
    entity_id = models.IntegerField()
    country = models.CharField(max_length=2, blank=True)
    has_tax_number = models.BooleanField(null=True)
    code = models.CharField(max_length=32, blank=True)
    category = models.CharField(max_length=2, choices=Category.choices)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "tax_rule"
        indexes = [models.Index(fields=["entity_id", "valid_from"], name="tax_rule_of_entity")]
        constraints = [
            models.CheckConstraint(
                name="tax_rule_percent",
                condition=Q(category="S", percent__gt=0, percent__lt=100) | (~Q(category="S") & Q(percent=0)),
            ),
            models.CheckConstraint(
                name="tax_rule_reason", condition=Q(category__in=NAMELESS) | ~Q(reason=""),
            ),
        ]  # fmt: skip


class InvoiceSeries(models.Model):
    """The last number an entity gave to a kind of document in a year: drawn in the issuing transaction, so no gaps."""

    pk = models.CompositePrimaryKey("entity_id", "kind", "year")
    entity_id = models.IntegerField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        db_table = "invoice_series"


class Invoice(models.Model):
    """One document, as it was issued; never edited: a credit note corrects it.

    number: `<prefix>-2026-000123`, credit notes `<prefix>C-2026-000045`; year is that of issued_on, a day in the
    entity's zone. first_day..last_day: what it is for. statement_id: the statement it documents; a credit note issued
    by itself has none, and may name the invoice it corrects. Seller and buyer: as they were that day.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    entity_id = models.IntegerField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    year = models.SmallIntegerField()
    no = models.IntegerField()
    number = models.CharField(max_length=24)
    statement_id = models.BigIntegerField(null=True)
    corrects_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    first_day = models.DateField()
    last_day = models.DateField()
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    seller_name = models.CharField(max_length=120)
    seller_address = models.CharField(max_length=300, blank=True)
    seller_country = models.CharField(max_length=2)
    seller_tax_number = models.CharField(max_length=30, blank=True)
    payment_text = models.CharField(max_length=400, blank=True)
    buyer_code = models.CharField(max_length=24)
    buyer_name = models.CharField(max_length=120)
    buyer_address = models.CharField(max_length=300, blank=True)
    buyer_country = models.CharField(max_length=2, blank=True)
    buyer_tax_number = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=8)
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "invoice"
        constraints = [
            models.UniqueConstraint(fields=["entity_id", "kind", "year", "no"], name="invoice_no_once"),
            models.UniqueConstraint(fields=["number"], name="invoice_number"),
            models.UniqueConstraint(fields=["account_id", "statement_id"], name="invoice_of_statement"),
            models.CheckConstraint(
                name="invoice_sums", condition=Q(gross_minor=models.F("net_minor") + models.F("tax_minor"))
            ),
            models.CheckConstraint(
                name="invoice_sign",
                condition=Q(kind="invoice", gross_minor__gte=0) | Q(kind="credit", gross_minor__lt=0),
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="invoice_newest"),
            models.Index(fields=["corrects_id"], condition=Q(corrects_id__isnull=False), name="invoice_corrected"),
        ]


class InvoiceLine(models.Model):
    """What one fee comes to on a document, taxed one way. text: own words in place of the fee's name."""

    pk = models.CompositePrimaryKey("account_id", "invoice_id", "no")
    account_id = models.BigIntegerField()
    invoice_id = models.BigIntegerField()
    no = models.SmallIntegerField()
    code = models.CharField(max_length=32)
    text = models.CharField(max_length=200, blank=True)
    count = models.IntegerField()
    net_minor = models.BigIntegerField()
    category = models.CharField(max_length=2, choices=Category.choices)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        db_table = "invoice_line"


class InvoiceTax(models.Model):
    """What a document's lines of one category and rate come to, and their tax: rounded once, half away from zero."""

    pk = models.CompositePrimaryKey("account_id", "invoice_id", "category", "percent")
    account_id = models.BigIntegerField()
    invoice_id = models.BigIntegerField()
    category = models.CharField(max_length=2, choices=Category.choices)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.CharField(max_length=200, blank=True)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        db_table = "invoice_tax"
