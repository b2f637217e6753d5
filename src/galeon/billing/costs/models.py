"""What carriage costs us, from whom, and each waybill's share of it. Columns and constraints only; `acts` writes.

Money is signed minor units seen from the house: a cost above zero is paid by us. Nothing here is ever shown to a customer.
"""

from django.db import models
from django.db.models import Q


class Supplier(models.Model):
    """Who bills us: a carrier, an airline, a broker, an agent abroad.

    carrier: the supplier code of cost price lists and the carrier's code, "" = none. due_days: from the bill's day.
    dispute_days: how long a bill may be disputed. A bill's line passes when it differs from what was expected by at most
    tolerance_bp (hundredths of a percent) or tolerance_minor.
    """

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    carrier = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tax_number = models.CharField(max_length=30, blank=True)
    due_days = models.PositiveSmallIntegerField(default=30)
    dispute_days = models.PositiveSmallIntegerField(default=30)
    tolerance_bp = models.PositiveIntegerField(default=100)
    tolerance_minor = models.PositiveIntegerField(default=100)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "supplier"
        constraints = [
            models.UniqueConstraint(fields=["carrier"], condition=~Q(carrier=""), name="supplier_of_carrier_once")
        ]


class Cost(models.Model):
    """One cost line of what is shared (a master, a declaration, a departure, a container, a bag) or of one waybill.

    Never edited: a correction is a line that reverses it (`reverses`) and a new one. object_id: the row's own id; 0 for a
    container, which its number names. basis: what it is shared by. stage: expected (accrued) or billed to us (actual).
    origin: weigh_in (expected by a cost list), entered (by a person), billed (a supplier's bill). supplier null: the cost
    list names none. journal: the source of the journal it stands in.
    """

    class Object(models.TextChoices):
        MASTER = "master"
        DECLARATION = "declaration"
        DEPARTURE = "departure"
        CONTAINER = "container"
        BAG = "bag"
        WAYBILL = "waybill"

    class Basis(models.TextChoices):
        CHARGE_G = "charge_g"
        GROSS_G = "gross_g"
        VOLUME = "volume"
        PIECES = "pieces"
        VALUE = "value"
        COUNT = "count"

    class Stage(models.TextChoices):
        ACCRUED = "accrued"
        ACTUAL = "actual"

    class Origin(models.TextChoices):
        WEIGH_IN = "weigh_in"
        ENTERED = "entered"
        BILLED = "billed"

    id = models.BigIntegerField(primary_key=True)
    object_kind = models.CharField(max_length=12, choices=Object.choices)
    object_id = models.BigIntegerField(default=0)
    object_ref = models.CharField(max_length=40)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+", null=True, db_index=False)
    code = models.CharField(max_length=32)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    stage = models.CharField(max_length=8, choices=Stage.choices)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    occurred_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField(null=True)
    source = models.CharField(max_length=120)
    reverses = models.BigIntegerField(null=True)
    bill_line_id = models.BigIntegerField(null=True)
    entity_id = models.IntegerField(default=1, db_default=1)
    journal = models.CharField(max_length=120)
    memo = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "cost"
        constraints = [
            models.UniqueConstraint(fields=["source"], name="cost_source_key"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="cost_reversed_once"
            ),
        ]
        indexes = [
            # what is shared is looked up by its object; a waybill's own costs are found through their shares
            models.Index(
                fields=["object_kind", "object_ref"], condition=~Q(object_kind="waybill"), name="cost_of_object"
            ),
            # what people entered, the newest first
            models.Index(fields=["-id"], condition=Q(origin="entered"), name="cost_entered"),
            models.Index(fields=["bill_line_id"], condition=Q(bill_line_id__isnull=False), name="cost_of_bill_line"),
        ]


class CostShare(models.Model):
    """A waybill's share of a cost; never edited. The shares of a cost sum to it exactly, or to nothing where it has no waybills yet.

    round: shared again later (a bag was opened), the old shares are reversed and new ones written in the next round.
    weight: what it was shared by, in the basis's unit, null in a reversal. stage and currency are the cost's.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    cost_id = models.BigIntegerField()
    stage = models.CharField(max_length=8)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    round = models.SmallIntegerField(default=1)
    weight = models.DecimalField(max_digits=24, decimal_places=0, null=True)

    class Meta:
        db_table = "cost_share"
        indexes = [
            models.Index(fields=["account_id", "waybill_id"], name="cost_share_of_waybill"),
            models.Index(fields=["cost_id"], name="cost_share_of_cost"),
        ]


class ContainerLoad(models.Model):
    """A master or a bag that travels in a container (its ISO 6346 number); `out_at` set when it was found not to."""

    container = models.CharField(max_length=11)
    master = models.ForeignKey("linehaul.Master", models.PROTECT, related_name="+", null=True, db_index=False)
    bag = models.ForeignKey("linehaul.Bag", models.PROTECT, related_name="+", null=True, db_index=False)
    loaded_at = models.DateTimeField()
    loaded_by = models.BigIntegerField(null=True)
    out_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "container_load"
        constraints = [
            models.CheckConstraint(
                condition=Q(master__isnull=False, bag=None) | Q(master=None, bag__isnull=False),
                name="container_load_of_one",
            ),
            models.UniqueConstraint(
                fields=["container", "master"],
                condition=Q(out_at=None, master__isnull=False),
                name="container_master_once",
            ),
            models.UniqueConstraint(
                fields=["container", "bag"], condition=Q(out_at=None, bag__isnull=False), name="container_bag_once"
            ),
        ]
