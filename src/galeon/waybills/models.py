"""The waybill, its parcels and items, its numbers, its journey. Columns and constraints only; `acts` writes.

Every table carries `account_id` (distribution) and the waybill's time-ordered id (partition by month: whatever
belongs to a waybill lives in its month), both inside the primary key.
"""

from django.db import models


class Waybill(models.Model):
    """One consignment of a merchant. `state` is derived from events through the journey table, never set by hand.

    consignee, shipper: `orders.Address` as JSON. quote: the `tariffs` Price the merchant saw, as JSON.
    extras: `orders.Asked` as JSON, null when nothing more is asked for.
    content_hash: sha256 of the order as placed; the same reference with another hash is a fault.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    number = models.CharField(max_length=40)
    displayed_number = models.CharField(max_length=40)
    reference = models.CharField(max_length=64)
    service_id = models.BigIntegerField()
    mode = models.CharField(max_length=14)
    state = models.CharField(max_length=16)
    state_at = models.DateTimeField()
    state_rank = models.SmallIntegerField(default=0)
    booked_at = models.DateTimeField()
    source = models.CharField(max_length=24)
    origin_site_id = models.BigIntegerField()
    to_country = models.CharField(max_length=2)
    to_postcode = models.CharField(max_length=16)
    to_city = models.CharField(max_length=80)
    to_name = models.CharField(max_length=120)
    consignee = models.JSONField()
    shipper = models.JSONField(null=True)
    cargo_class = models.CharField(max_length=16)
    pieces = models.SmallIntegerField()
    weight_g = models.IntegerField()
    measured_g = models.IntegerField(null=True)
    charge_g = models.IntegerField(null=True)
    declared_minor = models.BigIntegerField()
    declared_currency = models.CharField(max_length=3)
    quoted_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    quote = models.JSONField()
    taxes = models.JSONField()
    extras = models.JSONField(null=True)
    content_hash = models.BinaryField()

    class Meta:
        db_table = "waybill"
        indexes = [
            # the account not first: only the primary key may answer for (account_id, id), or a plan made while the
            # table was small walks a whole account for each foreign key it checks
            models.Index(fields=["state", "account_id", "-id"], name="waybill_by_state"),
            models.Index(fields=["state", "-id"], name="waybill_floor"),
        ]


class Parcel(models.Model):
    """One piece: declared at order, measured at the station."""

    pk = models.CompositePrimaryKey("account_id", "waybill_id", "no")
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    no = models.SmallIntegerField()
    weight_g = models.IntegerField()
    length_mm = models.IntegerField(default=0)
    width_mm = models.IntegerField(default=0)
    height_mm = models.IntegerField(default=0)
    measured_g = models.IntegerField(null=True)
    measured_length_mm = models.IntegerField(null=True)
    measured_width_mm = models.IntegerField(null=True)
    measured_height_mm = models.IntegerField(null=True)
    measured_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parcel"


class Item(models.Model):
    """One declared line of goods: what customs reads."""

    pk = models.CompositePrimaryKey("account_id", "waybill_id", "line")
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    line = models.SmallIntegerField()
    parcel_no = models.SmallIntegerField(default=1)
    sku = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=200)
    title_local = models.CharField(max_length=200, blank=True)
    hs_code = models.CharField(max_length=12, blank=True)
    quantity = models.IntegerField()
    unit_value_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    unit_weight_g = models.IntegerField(default=0)
    origin_country = models.CharField(max_length=2, blank=True)
    url = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "item"


class WaybillNumber(models.Model):
    """The directory: any number (ours, the merchant's, each carrier's) -> account and waybill.

    number: as it is looked up (`numbers.normal`). exact: a reference as the merchant wrote it; null for others.
    until: null while valid; a reference freed by cancelling and a replaced carrier's number stay findable with it set.
    """

    class Kind(models.TextChoices):
        OURS = "ours"
        REFERENCE = "reference"
        CARRIER = "carrier"

    pk = models.CompositePrimaryKey("number", "account_id", "waybill_id", "kind")
    number = models.CharField(max_length=64)
    exact = models.CharField(max_length=64, null=True)
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    carrier = models.CharField(max_length=16, blank=True)
    leg = models.CharField(max_length=12, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "waybill_number"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=models.Q(kind="ours"), name="waybill_number_ours"),
            models.UniqueConstraint(
                fields=["account_id", "exact"],
                condition=models.Q(kind="reference", until=None),
                name="waybill_number_exact",
            ),
        ]
        indexes = [models.Index(fields=["waybill_id", "account_id"], name="waybill_number_of")]


class WaybillEvent(models.Model):
    """What happened; append-only. The one INSERT is in sql/fn_record.sql.

    source: station, system, customer, staff, carrier:<code>. target: the state the move led to (null = none).
    place: site code or carrier's location text. detail: measurements, bag, master, reason.
    """

    pk = models.CompositePrimaryKey("account_id", "waybill_id", "id")
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    id = models.BigIntegerField()
    parcel_no = models.SmallIntegerField(null=True)
    code = models.CharField(max_length=32)
    source = models.CharField(max_length=24)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    place = models.CharField(max_length=120, null=True)
    target = models.CharField(max_length=16, null=True)
    rank = models.SmallIntegerField()
    actor_id = models.BigIntegerField(null=True)
    detail = models.JSONField(null=True)

    class Meta:
        db_table = "waybill_event"
        constraints = [
            models.UniqueConstraint(
                fields=["waybill_id", "parcel_no", "source", "code", "occurred_at", "place", "account_id"],
                nulls_distinct=False,
                name="waybill_event_once",
            )
        ]
        indexes = [
            # a period's weigh-ins, for whoever prices or counts a month: the cost grows with the month alone
            models.Index(fields=["occurred_at"], name="waybill_event_weigh_in", condition=models.Q(code="weigh_in"))
        ]


class WaybillMove(models.Model):
    """The journey as SQL sees it: synced from `journey.MOVES` after each migrate.

    is_final: the target ends the journey. is_exempt: goes on while the waybill is stopped.
    """

    code = models.CharField(max_length=32)
    from_state = models.CharField(max_length=16)
    target = models.CharField(max_length=16, null=True)
    is_ours = models.BooleanField()
    rank = models.SmallIntegerField()
    is_final = models.BooleanField(default=False)
    is_exempt = models.BooleanField(default=False)

    class Meta:
        db_table = "waybill_move"
        constraints = [models.UniqueConstraint(fields=["code", "from_state"], name="waybill_move_once")]


class WaybillStop(models.Model):
    """What halts our own acts on a waybill: customs inspection, arrears, intercept. Written downward by upper floors."""

    pk = models.CompositePrimaryKey("account_id", "waybill_id", "id")
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "waybill_stop"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "waybill_id", "kind", "source"],
                condition=models.Q(until=None),
                name="waybill_stop_open_once",
            )
        ]


class Document(models.Model):
    """A document kept with the waybill: a carrier's label, a proof of delivery, a customs paper."""

    pk = models.CompositePrimaryKey("account_id", "waybill_id", "id")
    account_id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    id = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()
    source = models.CharField(max_length=60)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "document"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "waybill_id", "kind", "source"], name="document_once")
        ]
