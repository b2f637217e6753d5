"""Our own vehicles: departures, masters, bags and what lies in them. Columns and constraints only; `acts` writes.

A bag and a master hold parcels of many merchants: they carry no account_id; their lines do.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Departure(models.Model):
    """One sailing, flight or truck between two ports.

    conveyance: the flight, vessel or plate (`CX 2086`, `COSCO SHIPPING ARIES`); voyage: the vessel's voyage number.
    cut_off_at: after it nothing more is loaded.
    """

    class Transport(models.TextChoices):
        AIR = "air"
        SEA = "sea"
        ROAD = "road"
        RAIL = "rail"

    class State(models.TextChoices):
        OPEN = "open"
        DEPARTED = "departed"
        ARRIVED = "arrived"

    transport = models.CharField(max_length=4, choices=Transport.choices)
    conveyance = models.CharField(max_length=60)
    voyage = models.CharField(max_length=20, blank=True)
    origin = models.ForeignKey("network.Port", models.PROTECT, related_name="+", db_index=False)
    destination = models.ForeignKey("network.Port", models.PROTECT, related_name="+", db_index=False)
    cut_off_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    due_at = models.DateTimeField()
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        db_table = "departure"
        constraints = [
            models.UniqueConstraint(fields=["transport", "conveyance", "voyage", "leaves_at"], name="departure_once"),
            models.CheckConstraint(condition=models.Q(due_at__gt=models.F("leaves_at")), name="departure_lands_later"),
        ]
        indexes = [models.Index(fields=["state", "leaves_at"], name="departure_board")]


class Master(models.Model):
    """The document a carrier issues for a consolidation: air waybill, bill of lading or CMR, under one number."""

    class Kind(models.TextChoices):
        MAWB = "mawb"
        BILL_OF_LADING = "bl"
        CMR = "cmr"

    kind = models.CharField(max_length=4, choices=Kind.choices)
    number = models.CharField(max_length=35)
    departure = models.ForeignKey(Departure, models.PROTECT, related_name="+")
    bags = models.IntegerField()
    parcels = models.IntegerField()
    weight_g = models.BigIntegerField()
    built_at = models.DateTimeField()
    built_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "master"
        constraints = [models.UniqueConstraint(fields=["number"], name="master_number_key")]


class Bag(models.Model):
    """A bag bound for one port, for the countries served from there. Its weight runs with what is put in.

    seal: the number of the seal that closes it; a sealed bag is opened by nobody but `unseal`. Each index here is
    written again at every stretch of the way, so there is none but those somebody looks into.
    """

    class State(models.TextChoices):
        OPEN = "open"
        SEALED = "sealed"
        LOADED = "loaded"
        DEPARTED = "departed"
        ARRIVED = "arrived"

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=20)
    sscc = models.CharField(max_length=18)
    site = models.ForeignKey("network.Site", models.PROTECT, related_name="+", db_index=False)
    destination = models.ForeignKey("network.Port", models.PROTECT, related_name="+", db_index=False)
    countries = ArrayField(models.CharField(max_length=2))
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    tare_g = models.IntegerField(default=0)
    parcels = models.IntegerField(default=0)
    weight_g = models.IntegerField(default=0)
    seal = models.CharField(max_length=24, blank=True)
    master = models.ForeignKey(Master, models.PROTECT, related_name="+", null=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(null=True)
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "bag"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="bag_number_key"),
            models.UniqueConstraint(fields=["sscc"], name="bag_sscc_key"),
            models.UniqueConstraint(fields=["seal"], condition=~models.Q(seal=""), name="bag_seal_once"),
            models.CheckConstraint(
                condition=models.Q(state="open") | ~models.Q(seal=""), name="bag_closed_only_with_a_seal"
            ),
        ]
        indexes = [models.Index(fields=["site", "state"], name="bag_floor")]


class BagParcel(models.Model):
    """A parcel in a bag; `out_at` set when it was taken out again."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    parcel_no = models.SmallIntegerField()
    bag_id = models.BigIntegerField()
    weight_g = models.IntegerField()
    bagged_at = models.DateTimeField()
    bagged_by = models.BigIntegerField(null=True)
    out_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bag_parcel"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "waybill_id", "parcel_no"],
                condition=models.Q(out_at=None),
                name="bag_parcel_once",
            )
        ]
        indexes = [models.Index(fields=["bag_id"], condition=models.Q(out_at=None), name="bag_parcel_of_bag")]
