"""Where and by which service. Columns and constraints only; `acts` writes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Country(models.Model):
    """An ISO 3166-1 country. `postcode_required`: its post will not deliver without one."""

    alpha2 = models.CharField(max_length=2, primary_key=True)
    alpha3 = models.CharField(max_length=3)
    numeric = models.CharField(max_length=3)
    name_en = models.CharField(max_length=80)
    name_es = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    is_eu = models.BooleanField(default=False)
    postcode_required = models.BooleanField(default=False)

    class Meta:
        db_table = "country"


class Port(models.Model):
    """A UN/LOCODE place. `functions` is the 8-character classifier: 1 port, 2 rail, 3 road, 4 airport, ..."""

    locode = models.CharField(max_length=5, primary_key=True)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    functions = models.CharField(max_length=8)
    iata = models.CharField(max_length=3, blank=True)
    latitude_udeg = models.IntegerField(null=True)
    longitude_udeg = models.IntegerField(null=True)
    timezone = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "port"


class Site(models.Model):
    """A place of ours: hub, warehouse or office."""

    class Kind(models.TextChoices):
        HUB = "hub"
        WAREHOUSE = "warehouse"
        OFFICE = "office"

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    port = models.ForeignKey(Port, models.PROTECT, related_name="+", null=True)
    city = models.CharField(max_length=80)
    address = models.TextField(blank=True)
    timezone = models.CharField(max_length=40)
    latitude_udeg = models.IntegerField(null=True)
    longitude_udeg = models.IntegerField(null=True)

    class Meta:
        db_table = "site"


class NumberRange(models.Model):
    """A range of numbers a service's waybills draw from: prefix + `digits` digits + check digit + suffix.

    The next serial comes from the database sequence `number_range_<id>_seq`, so that drawing a number never waits
    for another order. `last` is the highest serial; beyond it orders are refused.
    """

    class Check(models.TextChoices):
        NONE = "none"
        MOD10 = "mod10"
        S10 = "s10"

    code = models.CharField(max_length=20, unique=True)
    prefix = models.CharField(max_length=8)
    suffix = models.CharField(max_length=4, blank=True)
    digits = models.PositiveSmallIntegerField()
    check_digit = models.CharField(max_length=8, choices=Check.choices)
    last = models.BigIntegerField()

    class Meta:
        db_table = "number_range"


class Service(models.Model):
    """A product line a merchant orders: mode, legs, limits, cargo classes, number range, label layout."""

    class Mode(models.TextChoices):
        EXPRESS = "express"
        CONSOLIDATED = "consolidated"
        OVERSEAS = "overseas"

    code = models.CharField(max_length=24, unique=True)
    name_en = models.CharField(max_length=80)
    name_es = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80)
    mode = models.CharField(max_length=14, choices=Mode.choices)
    is_open = models.BooleanField(default=True)
    weight_g_min = models.PositiveIntegerField(default=1)
    weight_g_max = models.PositiveIntegerField()
    length_mm_max = models.PositiveIntegerField(default=2_000)
    girth_mm_max = models.PositiveIntegerField(null=True)
    declared_minor_max = models.BigIntegerField(null=True)
    divisor_cm3_per_kg = models.PositiveIntegerField(null=True)
    cargo_classes = ArrayField(models.CharField(max_length=16))
    carrier = models.CharField(max_length=16, blank=True)
    number_range = models.ForeignKey(NumberRange, models.PROTECT, related_name="+")
    label_layout = models.CharField(max_length=24, default="standard")
    origin_site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    days_min = models.PositiveSmallIntegerField()
    days_max = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "service"


class ServiceCountry(models.Model):
    """A country the service goes to."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        db_table = "service_country"
        constraints = [models.UniqueConstraint(fields=["service", "country"], name="service_country_once")]


class ServiceLeg(models.Model):
    """One leg of a service, in order: first mile, line-haul, customs, last mile."""

    class Kind(models.TextChoices):
        FIRST_MILE = "first_mile"
        LINE_HAUL = "line_haul"
        CUSTOMS = "customs"
        LAST_MILE = "last_mile"

    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    transport = models.CharField(max_length=8)
    origin = models.ForeignKey(Port, models.PROTECT, related_name="+", null=True)
    destination = models.ForeignKey(Port, models.PROTECT, related_name="+", null=True)
    carrier = models.CharField(max_length=16, blank=True)
    days = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "service_leg"
        constraints = [models.UniqueConstraint(fields=["service", "no"], name="service_leg_order")]
