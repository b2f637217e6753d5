"""What suppliers bill us, line by line, and what became of each parcel on it. Columns and constraints only; `acts` write.

Money is signed minor units of the bill's currency seen from the house: what we are to pay is above zero. No customer and
no agent has any right on these tables.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from galeon.billing.costs.models import Supplier


class BillMapping(models.Model):
    """How a supplier's own sheet is read, saved under a name. layout: a `layout.Layout` as JSON."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    layout = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "supplier_bill_mapping"
        constraints = [models.UniqueConstraint(fields=["supplier", "name"], name="supplier_bill_mapping_name")]


class BillFile(models.Model):
    """A file as it was sent (zlib in content), and how far reading it is. One supplier's file is kept once.

    layout null: nobody has said which column is what. head: what a person typed of the bill, `layout.Head` as JSON.
    state: asked (for its columns), waiting, reading, done, refused; faults: why, `[{row, code, field, message, params}]`.
    """

    id = models.BigIntegerField(primary_key=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.BinaryField()
    content = models.BinaryField()
    shape = models.CharField(max_length=12, blank=True)
    layout = models.JSONField(null=True)
    head = models.JSONField()
    state = models.CharField(max_length=8)
    lines = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    faults = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "supplier_bill_file"
        constraints = [models.UniqueConstraint(fields=["supplier", "digest"], name="supplier_bill_file_once")]


class Bill(models.Model):
    """One bill of a supplier. digest: of its lines; the same number with other lines is refused.

    state: matching, open (for decisions), booking, booked (for good). matched: parcels matched so far, of `items`.
    first_day..last_day: the days its lines are of, null when the file has none.
    """

    id = models.BigIntegerField(primary_key=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    file = models.ForeignKey(BillFile, models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    billed_on = models.DateField()
    due_on = models.DateField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    lines = models.IntegerField()
    digest = models.BinaryField()
    state = models.CharField(max_length=8)
    items = models.IntegerField(default=0)
    matched = models.IntegerField(default=0)
    read_at = models.DateTimeField()
    read_by = models.BigIntegerField(null=True)
    booked_at = models.DateTimeField(null=True)
    booked_by = models.BigIntegerField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "supplier_bill"
        constraints = [
            models.UniqueConstraint(fields=["supplier", "number"], name="supplier_bill_number"),
            models.CheckConstraint(
                name="supplier_bill_state", condition=Q(state__in=["matching", "open", "booking", "booked"])
            ),
            models.CheckConstraint(
                name="supplier_bill_booked", condition=Q(state="booked", booked_at__isnull=False) | Q(booked_at=None)
            ),
        ]


class BillLine(models.Model):
    """A line as billed; never edited, but for the parcel it was put to and what is disputed of it. tracking and others: as numbers are looked up.

    code: the supplier's fee code. day: when carried. is_double: billed before, on this bill or an earlier one.
    disputed_minor: of it, where lines are disputed and not the parcel.
    """

    pk = models.CompositePrimaryKey("bill_id", "no")
    bill_id = models.BigIntegerField()
    no = models.IntegerField()
    tracking = models.CharField(max_length=64)
    others = ArrayField(models.CharField(max_length=64), default=list)
    code = models.CharField(max_length=40)
    description = models.CharField(max_length=120)
    amount_minor = models.BigIntegerField()
    billed_g = models.IntegerField(null=True)
    day = models.DateField(null=True)
    item_id = models.BigIntegerField(null=True)
    is_double = models.BooleanField(default=False)
    disputed_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "supplier_bill_line"
        indexes = [
            models.Index(fields=["tracking"], condition=~Q(tracking=""), name="supplier_bill_line_tracking"),
            models.Index(fields=["item_id"], name="supplier_bill_line_item"),
        ]


class BillItem(models.Model):
    """All that a bill asks for one parcel (a waybill, or a tracking number nobody knows), our verdict and the decision.

    found_by: the kind of number it was found by. billed_g, ours_g: the weight billed and the charge weight our cost list
    makes of what we weighed. expected_by: accrued, list, earlier (billed before), "" = nothing to expect it by.
    at_billed_minor: expected at the billed weight. difference_minor: billed less expected. double_minor: of it, billed
    before on `double_of` (0 = here). pass_minor in pass_currency: what the customer is to be charged; pass_how: `passing.How` as JSON.
    outcome of a dispute: credited, refused. entity_id: in whose books it was booked.
    """

    id = models.BigIntegerField(primary_key=True)
    bill_id = models.BigIntegerField()
    tracking = models.CharField(max_length=64)
    label = models.CharField(max_length=120, blank=True)
    trackings = models.IntegerField(default=1)
    account_id = models.BigIntegerField(null=True)
    waybill_id = models.BigIntegerField(null=True)
    found_by = models.CharField(max_length=10, blank=True)
    lines = models.IntegerField()
    billed_minor = models.BigIntegerField()
    billed_g = models.IntegerField(null=True)
    ours_g = models.IntegerField(null=True)
    prior_minor = models.BigIntegerField(default=0)
    prior_g = models.IntegerField(null=True)
    double_minor = models.BigIntegerField(default=0)
    double_of = models.BigIntegerField(null=True)
    accrued_minor = models.BigIntegerField(null=True)
    expected_minor = models.BigIntegerField(null=True)
    expected_by = models.CharField(max_length=8, blank=True)
    at_billed_minor = models.BigIntegerField(null=True)
    difference_minor = models.BigIntegerField(default=0)
    verdict = models.CharField(max_length=10, blank=True)
    decision = models.CharField(max_length=8, blank=True)
    is_automatic = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    pass_minor = models.BigIntegerField(null=True)
    pass_currency = models.CharField(max_length=3, blank=True)
    pass_how = models.JSONField(null=True)
    disputed_minor = models.BigIntegerField(default=0)
    dispute_until = models.DateField(null=True)
    outcome = models.CharField(max_length=8, blank=True)
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.BigIntegerField(null=True)
    outcome_reference = models.CharField(max_length=80, blank=True)
    entity_id = models.IntegerField(default=1, db_default=1)

    class Meta:
        db_table = "supplier_bill_item"
        constraints = [
            models.CheckConstraint(
                name="supplier_bill_item_decision",
                condition=Q(decision__in=["", "accept", "pass_on", "dispute", "ignore"]),
            ),
            models.CheckConstraint(name="supplier_bill_item_outcome", condition=Q(outcome="") | Q(decision="dispute")),
        ]
        indexes = [
            models.Index(fields=["bill_id", "verdict", "id"], name="supplier_bill_item_verdict"),
            models.Index(
                fields=["account_id", "waybill_id"], condition=Q(waybill_id__isnull=False), name="supplier_bill_item_of"
            ),
            models.Index(fields=["bill_id"], condition=Q(decision="", lines__gt=0), name="supplier_bill_item_waiting"),
            models.Index(fields=["bill_id"], condition=Q(decision="dispute"), name="supplier_bill_item_disputed"),
        ]


class BillPayment(models.Model):
    """Money paid to a supplier for a bill; never edited. One reference of a supplier counts once."""

    id = models.BigIntegerField(primary_key=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_on = models.DateField()
    reference = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "supplier_bill_payment"
        constraints = [
            models.UniqueConstraint(fields=["supplier", "reference"], name="supplier_bill_payment_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="supplier_bill_payment_positive"),
        ]
