"""What our own hands did: receipts at a scan station, and the station's rules. Columns and constraints only."""

from django.db import models


class Receipt(models.Model):
    """One answer of a scan station; append-only. Duplicates leave none.

    account_id: the waybill's; the house's (1) when the scanned text named no waybill. scanned: as the scanner sent it.
    is_measured: weight and sizes went to the parcel (`weigh_in` was recorded). before_g: what the parcel weighed
    before this receipt. undoes: the receipt this one takes back. verdict: a code of `verdicts.Code`.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    waybill_id = models.BigIntegerField(null=True)
    parcel_no = models.SmallIntegerField(null=True)
    site_id = models.BigIntegerField()
    operator_id = models.BigIntegerField()
    scanned = models.CharField(max_length=120)
    weight_g = models.IntegerField(null=True)
    length_mm = models.IntegerField(default=0)
    width_mm = models.IntegerField(default=0)
    height_mm = models.IntegerField(default=0)
    before_g = models.IntegerField(null=True)
    verdict = models.CharField(max_length=20)
    is_measured = models.BooleanField()
    undoes = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField()

    class Meta:
        db_table = "receipt"
        indexes = [
            # by the hour: an operator's day, their last scan, wherever the day lies in years of scans
            models.Index(fields=["operator_id", "-occurred_at"], name="receipt_by_operator"),
            models.Index(fields=["account_id", "waybill_id", "id"], name="receipt_of_waybill"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "undoes"], condition=models.Q(undoes__isnull=False), name="receipt_undone_once"
            )
        ]


class StationRule(models.Model):
    """How forgiving a site's stations are; the row without a site holds for all others.

    tolerance_percent and tolerance_g: a weight is far from declared when both are exceeded. repeat_s: the same parcel
    with the same weight within it is a duplicate. bounce_s: the same, for a text that does not say which piece.
    undo_s: how long an operator may take a receipt back. weight_g_max: what the scale can mean.
    """

    site = models.OneToOneField("network.Site", models.CASCADE, related_name="+", null=True)
    tolerance_percent = models.PositiveSmallIntegerField(default=20)
    tolerance_g = models.PositiveIntegerField(default=200)
    repeat_s = models.PositiveSmallIntegerField(default=60)
    bounce_s = models.PositiveSmallIntegerField(default=3)
    undo_s = models.PositiveIntegerField(default=900)
    weight_g_max = models.PositiveIntegerField(default=1_000_000)

    class Meta:
        db_table = "station_rule"
        constraints = [
            models.UniqueConstraint(fields=["site"], nulls_distinct=False, name="station_rule_once"),
        ]


class SortLane(models.Model):
    """Where a received parcel goes next at a site: by service, and by country where the lane differs."""

    site = models.ForeignKey("network.Site", models.CASCADE, related_name="+")
    service = models.ForeignKey("network.Service", models.CASCADE, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    lane = models.CharField(max_length=12)

    class Meta:
        db_table = "sort_lane"
        constraints = [models.UniqueConstraint(fields=["site", "service", "country"], name="sort_lane_once")]
