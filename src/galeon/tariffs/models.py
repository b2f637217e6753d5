"""Price lists as rows. Columns and constraints only; `acts` writes, and the database keeps what is published."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from galeon.tariffs.sheet import Basis


class PriceList(models.Model):
    """Which shipments a list is for: service, currency, and either everybody, a level, or one account."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    service = models.ForeignKey("network.Service", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    level = models.ForeignKey("parties.Level", models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey("parties.Account", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "price_list"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "currency", "level", "account"], name="price_list_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="price_list_level_or_account", condition=Q(level=None) | Q(account=None)),
        ]


class PriceVersion(models.Model):
    """One version of a list; `published_at` is null while it is a draft. Days are days in `timezone`."""

    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="+")
    no = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    timezone = models.CharField(max_length=40)
    divisor = models.PositiveIntegerField(null=True)
    volumetric_by_piece = models.BooleanField(default=False)
    weight_g_min = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "price_version"
        constraints = [models.UniqueConstraint(fields=["price_list", "no"], name="price_version_no")]
        indexes = [models.Index(fields=["id"], name="price_version_published", condition=Q(published_at__isnull=False))]


class PriceZone(models.Model):
    """A country, or a stretch of its postcodes, in a zone of one version."""

    version = models.ForeignKey(PriceVersion, models.CASCADE, related_name="+")
    code = models.CharField(max_length=16)
    country = models.ForeignKey("network.Country", models.PROTECT, related_name="+")
    postcode_prefix = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "price_zone"
        constraints = [
            models.UniqueConstraint(fields=["version", "country", "postcode_prefix"], name="price_zone_once")
        ]


class PriceStep(models.Model):
    """Weights above `above_g` are rounded up to `step_g`."""

    version = models.ForeignKey(PriceVersion, models.CASCADE, related_name="+")
    above_g = models.PositiveIntegerField()
    step_g = models.PositiveIntegerField()

    class Meta:
        db_table = "price_step"
        constraints = [models.UniqueConstraint(fields=["version", "above_g"], name="price_step_once")]


class PriceRule(models.Model):
    """One row of a version, in the order `position`; `galeon.tariffs.sheet.Rule` says what each column means."""

    version = models.ForeignKey(PriceVersion, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=32)
    basis = models.CharField(max_length=20, choices=[(basis.value, basis.value) for basis in Basis])
    amount_minor = models.BigIntegerField()
    first_minor = models.BigIntegerField()
    first_g = models.PositiveIntegerField()
    step_g = models.PositiveIntegerField()
    percent = models.DecimalField(max_digits=9, decimal_places=4)
    of = ArrayField(models.CharField(max_length=32))
    zone = models.CharField(max_length=16, blank=True)
    cargo_class = models.CharField(max_length=16, blank=True)
    weight_g_to = models.PositiveIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "price_rule"
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="price_rule_position")]
