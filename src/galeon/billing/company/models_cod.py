"""Cash on delivery: what carriers collected for merchants, and what of it was remitted to them. Columns and constraints only.

A collection is a debt of ours to the merchant from the moment it is recorded, and a debt of the carrier's to us.
"""

from django.db import models
from django.db.models import Q


class CodTerms(models.Model):
    """How an account's collections are remitted; without a row: by its statement's cycle, by bank, without a fee.

    fee_bp: hundredths of a percent of what is remitted, at least fee_min_minor (of the collection's currency).
    """

    class Method(models.TextChoices):
        BANK = "bank"
        NETTING = "netting"

    account_id = models.BigIntegerField(primary_key=True)
    cycle = models.CharField(max_length=12)
    method = models.CharField(max_length=8, choices=Method.choices, default=Method.BANK)
    fee_bp = models.PositiveIntegerField(default=0)
    fee_min_minor = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "cod_terms"


class CodCollection(models.Model):
    """Cash a carrier collected for a waybill; never edited. A wrong one is reversed by a line below zero (`reverses`).

    supplier: the carrier who has the money and owes it to us; null where our own people collected it.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    collected_at = models.DateTimeField()
    supplier = models.ForeignKey("billing_costs.Supplier", models.PROTECT, related_name="+", null=True, db_index=False)
    source = models.CharField(max_length=120)
    reverses = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    entity_id = models.IntegerField()

    class Meta:
        db_table = "cod_collection"
        constraints = [
            models.UniqueConstraint(fields=["source"], name="cod_collection_once"),
            models.UniqueConstraint(
                fields=["account_id", "reverses"],
                condition=Q(reverses__isnull=False),
                name="cod_collection_reversed_once",
            ),
            models.CheckConstraint(
                condition=Q(reverses=None, amount_minor__gt=0) | Q(reverses__isnull=False, amount_minor__lt=0),
                name="cod_collection_sign",
            ),
        ]
        indexes = [models.Index(fields=["account_id", "waybill_id"], name="cod_collection_of_waybill")]


class CodReceipt(models.Model):
    """Money a carrier paid over to us for what it had collected. Once a reference of theirs."""

    supplier = models.ForeignKey("billing_costs.Supplier", models.PROTECT, related_name="+", null=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.CharField(max_length=80)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    entity_id = models.IntegerField()

    class Meta:
        db_table = "cod_receipt"
        constraints = [models.UniqueConstraint(fields=["supplier", "reference"], name="cod_receipt_once")]


class CodRemittance(models.Model):
    """What is paid over to a merchant in one sum: proposed by the cycle or a person, approved by one, paid by another.

    until: collections up to this moment are in it. fee_minor: what we charge for it, on the next statement, in the
    remittance's currency. reference: the bank's, or our own where it was netted against what they owe.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        PAID = "paid"
        CANCELLED = "cancelled"

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    until = models.DateTimeField()
    collections = models.IntegerField()
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    method = models.CharField(max_length=8, choices=CodTerms.Method.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "cod_remittance"
        constraints = [
            models.CheckConstraint(
                name="cod_remittance_two_people",
                condition=~Q(state="paid")
                | Q(approved_by__isnull=False, paid_by__isnull=False) & ~Q(approved_by=models.F("paid_by")),
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="cod_remittance_of_something"),
        ]
        indexes = [models.Index(fields=["-id"], name="cod_remittance_newest")]


class CodRemitted(models.Model):
    """A collection in a remittance: in one only, unless that was cancelled."""

    pk = models.CompositePrimaryKey("account_id", "collection_id")
    account_id = models.BigIntegerField()
    collection_id = models.BigIntegerField()
    remittance_id = models.BigIntegerField()

    class Meta:
        db_table = "cod_remitted"
        indexes = [models.Index(fields=["account_id", "remittance_id"], name="cod_remitted_of")]
