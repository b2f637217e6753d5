"""Declarations of a consignment and of the waybills in it. Columns and constraints only; `acts` writes.

A declaration spans accounts; its waybills and lines carry theirs.
"""

from django.db import models


class Declaration(models.Model):
    """What was declared to one customs office for one master.

    regime: the procedure's name (`standard`, `h7`, `type86`); its dated rules come with duty. reference: the number
    customs gave it (an MRN, an entry number). missing_hs: lines without a tariff code. waybills: how many were declared; one
    withdrawn has none of them any more.
    """

    class State(models.TextChoices):
        DECLARED = "declared"
        ACCEPTED = "accepted"
        RELEASED = "released"
        WITHDRAWN = "withdrawn"

    id = models.BigIntegerField(primary_key=True)
    master = models.ForeignKey("linehaul.Master", models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    regime = models.CharField(max_length=16)
    broker = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=35, blank=True)
    state = models.CharField(max_length=9, choices=State.choices)
    waybills = models.IntegerField()
    lines = models.IntegerField()
    missing_hs = models.IntegerField()
    declared_at = models.DateTimeField()
    declared_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        db_table = "declaration"
        constraints = [
            models.UniqueConstraint(
                fields=["country", "reference"],
                condition=~models.Q(reference="") & ~models.Q(state="withdrawn"),
                name="declaration_reference_once",
            )
        ]
        indexes = [models.Index(fields=["state", "-id"], name="declaration_board")]


class DeclarationWaybill(models.Model):
    """A waybill in a declaration: declared, held for inspection, or released."""

    class State(models.TextChoices):
        DECLARED = "declared"
        HELD = "held"
        RELEASED = "released"

    # One import, one declaration: a second one for the same waybill would be cleared twice.
    pk = models.CompositePrimaryKey("account_id", "waybill_id")
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    declaration_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices)
    since = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "declaration_waybill"
        # without the state: a release then changes no index, and a declaration is read whole anyhow
        indexes = [models.Index(fields=["declaration_id"], name="declaration_waybill_of")]


class DeclarationLine(models.Model):
    """One line of goods as declared. value_minor and weight_g are of the whole line."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    declaration_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    no = models.SmallIntegerField()
    hs_code = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=200)
    quantity = models.IntegerField()
    value_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    weight_g = models.IntegerField()
    origin_country = models.CharField(max_length=2, blank=True)

    class Meta:
        db_table = "declaration_line"
        constraints = [
            # the declaration first, so that it finds its lines too
            models.UniqueConstraint(
                fields=["declaration_id", "account_id", "waybill_id", "no"], name="declaration_line_once"
            )
        ]


class DutyAssessment(models.Model):
    """What customs or their broker ask for a waybill of a declaration, in minor units of `currency`; the newest row counts.

    assessed_at: when it was told. note: a word of whoever entered it, such as the broker's invoice.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    declaration_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    duty_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    note = models.CharField(max_length=80, blank=True)
    assessed_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "duty_assessment"
        constraints = [
            models.CheckConstraint(
                name="duty_assessment_amounts",
                condition=models.Q(duty_minor__gte=0, vat_minor__gte=0, fees_minor__gte=0),
            )
        ]
        indexes = [
            models.Index(fields=["account_id", "waybill_id", "-id"], name="duty_assessment_newest"),
            models.Index(fields=["declaration_id", "waybill_id"], name="duty_assessment_of"),
        ]
