"""Price runs: rows to be priced, and what came of each. Columns and constraints only; `acts_bulk` and its processes write.

A run belongs to the house, whoever's prices it asks for: customers have no rights on these tables. The heavy ones have no
foreign keys (a check a row would cost as much as the row) and are filled by COPY, which row-level security does not
allow: so the account of a row is called `account`, not `account_id`.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PriceRun(models.Model):
    """Many shipments priced by one state of the price lists.

    account, level, service_id, currency, side: what was asked for where all rows ask the same, for showing. signature: the
    state of the price lists it is priced by. began_at: the latest start, done_before: rows done by then. priced, refused,
    fees: counted at the end. fault: why it stopped short, in the worker's words.
    """

    name = models.CharField(max_length=120)
    service_id = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    level = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    side = models.CharField(max_length=8, default="sale")
    total = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)
    signature = models.TextField(blank=True)
    began_at = models.DateTimeField(null=True)
    done_before = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    priced = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    fees = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "price_run"


class PriceRunRow(models.Model):
    """One shipment to be priced, as `price.PriceRequest` with its side.

    no: from 1. pieces: weight_g, length_mm, width_mm, height_mm of one after the other. values_minor: declared, insured,
    cod, duty, vat; empty = none. containers: type and count, one after the other. ordered_at null: as `at`.
    """

    pk = models.CompositePrimaryKey("run_id", "no")
    run_id = models.BigIntegerField()
    no = models.PositiveIntegerField()
    side = models.CharField(max_length=8)
    service_id = models.BigIntegerField()
    account = models.BigIntegerField()
    level = models.CharField(max_length=20)
    agent_id = models.BigIntegerField(null=True)
    supplier = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2)
    postcode = models.CharField(max_length=20)
    region = models.CharField(max_length=60)
    city = models.CharField(max_length=80)
    origin = models.CharField(max_length=12)
    cargo_class = models.CharField(max_length=16)
    pieces = ArrayField(models.PositiveIntegerField())
    options = ArrayField(models.CharField(max_length=24))
    values_minor = ArrayField(models.BigIntegerField())
    containers = ArrayField(models.CharField(max_length=12))
    at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "price_run_row"


class PriceRunChunk(models.Model):
    """Rows from_no up to before to_no, priced in one transaction that sets done_at with their charges."""

    pk = models.CompositePrimaryKey("run_id", "no")
    run_id = models.BigIntegerField()
    no = models.PositiveIntegerField()
    from_no = models.PositiveIntegerField()
    to_no = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True)
    priced = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    fees = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "price_run_chunk"
        constraints = [
            models.CheckConstraint(condition=models.Q(to_no__gt=models.F("from_no")), name="price_run_chunk_of_rows")
        ]


class PriceRunCharge(models.Model):
    """One fee of one row, as `price.PriceLine`. line: from 0, in the price's order; a price without a fee is one line 0
    with an empty code. rule: the position of the row of the price list. charge_milli: `Price.charge_weight_g`. weight: on
    line 0 what the fees of one price share, as `bulk_copy.Shared` in JSON. reason: `why.Reason` in JSON; text, since only
    people ask for it and a million jsonb values would take longer to parse than to price.
    """

    pk = models.CompositePrimaryKey("run_id", "no", "line")
    run_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    version_id = models.BigIntegerField()
    no = models.IntegerField()
    charge_milli = models.IntegerField()
    rule = models.IntegerField(null=True)
    line = models.SmallIntegerField()
    code = models.CharField(max_length=32)
    weight = models.TextField(null=True)
    reason = models.TextField(null=True)

    class Meta:
        db_table = "price_run_charge"


class PriceRunRefusal(models.Model):
    """Why one row has no price, as `kernel.refusal.Refusal`."""

    pk = models.CompositePrimaryKey("run_id", "no")
    run_id = models.BigIntegerField()
    no = models.PositiveIntegerField()
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=60, null=True)
    message = models.TextField()
    params = models.JSONField(default=dict)

    class Meta:
        db_table = "price_run_refusal"
