"""Price lists as rows. Columns and constraints only; `acts` writes, and the database keeps what is published."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from galeon.tariffs.sheet import Basis, Bearer, DatedBy, Event, Lengths, Side, Takes, Unit, Value


def _choices(names: type[StrEnum]) -> list[tuple[str, str]]:
    return [(name.value, name.value) for name in names]


class PriceList(models.Model):
    """Which shipments a list is for: side, service, currency, and everybody or a level, an account, an agent, a supplier.

    `sheet.ListKey` says what each column means.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    side = models.CharField(max_length=8, choices=_choices(Side), default=Side.SALE)
    service = models.ForeignKey("network.Service", models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    level = models.ForeignKey("parties.Level", models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey("parties.Account", models.PROTECT, related_name="+", null=True)
    agent = models.ForeignKey("parties.Agent", models.PROTECT, related_name="+", null=True)
    supplier = models.CharField(max_length=16, blank=True)
    dated_by = models.CharField(max_length=8, choices=_choices(DatedBy), default=DatedBy.RECEIPT)

    class Meta:
        db_table = "price_list"
        constraints = [
            models.UniqueConstraint(
                fields=["side", "service", "currency", "level", "account", "agent", "supplier"],
                name="price_list_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="price_list_level_or_account", condition=Q(level=None) | Q(account=None)),
            models.CheckConstraint(
                name="price_list_side",
                condition=Q(side="sale", agent=None, supplier="")
                | Q(side="agent", level=None, account=None, supplier="")
                | (Q(side="cost", level=None, account=None, agent=None) & ~Q(supplier="")),
            ),
        ]


class PricePolicy(models.Model):
    """How careful publishing is, one row for the company: below_cost refuse, flag or ignore; two_persons: who publishes
    may not be who drafted or changed the version last."""

    class BelowCost(models.TextChoices):
        REFUSE = "refuse"
        FLAG = "flag"
        IGNORE = "ignore"

    below_cost = models.CharField(max_length=8, choices=BelowCost.choices, default=BelowCost.FLAG)
    two_persons = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "price_policy"
        constraints = [models.CheckConstraint(name="price_policy_one_row", condition=Q(id=1))]


class PriceVersion(models.Model):
    """One version of a list; `published_at` is null while it is a draft. `sheet.Sheet` says what each column means.

    changed_at/by: the draft's last change; checked_at/by: a check without faults since then.
    """

    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="+")
    no = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    timezone = models.CharField(max_length=40)
    unit = models.CharField(max_length=2, choices=_choices(Unit), default=Unit.KG)
    lengths = models.CharField(max_length=8, choices=_choices(Lengths), default=Lengths.EXACT)
    volumetric_by_piece = models.BooleanField(default=False)
    round_by_piece = models.BooleanField(default=False)
    weight_milli_min = models.PositiveIntegerField(default=0)
    piece_milli_max = models.PositiveIntegerField(null=True)
    cheaper_bracket = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "price_version"
        constraints = [models.UniqueConstraint(fields=["price_list", "no"], name="price_version_no")]
        indexes = [models.Index(fields=["id"], name="price_version_published", condition=Q(published_at__isnull=False))]


class PriceZone(models.Model):
    """A country, a region of it, or a stretch of its postcodes, in a zone of one version."""

    version = models.ForeignKey(PriceVersion, models.CASCADE, related_name="+")
    code = models.CharField(max_length=16)
    country = models.ForeignKey("network.Country", models.PROTECT, related_name="+")
    postcode_prefix = models.CharField(max_length=12, blank=True)
    postcode_to = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "price_zone"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "country", "postcode_prefix", "postcode_to", "region", "origin"],
                name="price_zone_once",
            )
        ]


class PriceStep(models.Model):
    """Weights above `above_milli` are rounded up to `step_milli`."""

    version = models.ForeignKey(PriceVersion, models.CASCADE, related_name="+")
    above_milli = models.PositiveIntegerField()
    step_milli = models.PositiveIntegerField()

    class Meta:
        db_table = "price_step"
        constraints = [models.UniqueConstraint(fields=["version", "above_milli"], name="price_step_once")]


class PriceDivisor(models.Model):
    """How volume counts as weight, in the order `position`. when: `sheet.Condition`s as JSON."""

    version = models.ForeignKey(PriceVersion, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    divisor = models.PositiveIntegerField()
    zone = models.CharField(max_length=16, blank=True)
    cargo_class = models.CharField(max_length=16, blank=True)
    when = models.JSONField(default=list)
    over_actual_percent = models.PositiveIntegerField(default=0)
    share_percent = models.PositiveIntegerField(default=100)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "price_divisor"
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="price_divisor_position")]


class PriceMinimum(models.Model):
    """The least weight a piece is charged as, in the order `position`. when: `sheet.Condition`s as JSON."""

    version = models.ForeignKey(PriceVersion, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    weight_milli = models.PositiveIntegerField()
    when = models.JSONField(default=list)

    class Meta:
        db_table = "price_minimum"
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="price_minimum_position")]


class PriceRule(models.Model):
    """One row of a version, in the order `position`; `galeon.tariffs.sheet.Rule` says what each column means."""

    version = models.ForeignKey(PriceVersion, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=32)
    basis = models.CharField(max_length=20, choices=_choices(Basis))
    amount_minor = models.BigIntegerField()
    first_minor = models.BigIntegerField()
    first_milli = models.PositiveIntegerField()
    step_milli = models.PositiveIntegerField()
    percent = models.DecimalField(max_digits=9, decimal_places=4)
    of = ArrayField(models.CharField(max_length=32))
    zone = models.CharField(max_length=16, blank=True)
    cargo_class = models.CharField(max_length=16, blank=True)
    weight_milli_to = models.PositiveIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    origin = models.CharField(max_length=12, blank=True)
    min_minor = models.BigIntegerField(default=0)
    max_minor = models.BigIntegerField(null=True)
    factor = models.DecimalField(max_digits=9, decimal_places=4, default=1)
    fuelable = models.BooleanField(default=False)
    fuel_table = models.CharField(max_length=24, blank=True)
    area = models.CharField(max_length=24, blank=True)
    tier = models.CharField(max_length=12, blank=True)
    option = models.CharField(max_length=24, blank=True)
    container = models.CharField(max_length=8, blank=True)
    value = models.CharField(max_length=8, blank=True, choices=_choices(Value))
    when = models.JSONField(default=list)
    group = models.CharField(max_length=24, blank=True)
    takes = models.CharField(max_length=5, blank=True, choices=_choices(Takes))
    event = models.CharField(max_length=16, blank=True, db_default="", choices=_choices(Event))
    bearer = models.CharField(max_length=8, db_default=Bearer.CUSTOMER, choices=_choices(Bearer))

    class Meta:
        db_table = "price_rule"
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="price_rule_position")]
        indexes = [
            models.Index(fields=["fuel_table"], name="price_rule_fuel_table", condition=~Q(fuel_table="")),
            models.Index(fields=["area"], name="price_rule_area", condition=~Q(area="")),
        ]


class FuelTable(models.Model):
    """A dated percentage that price lists refer to by its code, such as a carrier's fuel surcharge."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    timezone = models.CharField(max_length=40)

    class Meta:
        db_table = "fuel_table"


class FuelRate(models.Model):
    """The percentage from a day on, until the next one. Never edited: what is wrong is followed by another rate."""

    table = models.ForeignKey(FuelTable, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    percent = models.DecimalField(max_digits=9, decimal_places=4)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "fuel_rate"
        constraints = [models.UniqueConstraint(fields=["table", "valid_from"], name="fuel_rate_once")]


class AreaTable(models.Model):
    """A carrier's list of remote places that price lists refer to by its code; its versions are dated in `timezone`."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    timezone = models.CharField(max_length=40)

    class Meta:
        db_table = "area_table"


class AreaVersion(models.Model):
    """One edition of an area table; `published_at` is null until it is in force. tiers: those its rows name."""

    table = models.ForeignKey(AreaTable, models.PROTECT, related_name="+")
    no = models.PositiveIntegerField()
    valid_from = models.DateField()
    rows = models.PositiveIntegerField(default=0)
    tiers = ArrayField(models.CharField(max_length=12, blank=True), default=list)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "area_version"
        constraints = [models.UniqueConstraint(fields=["table", "no"], name="area_version_no")]


class AreaRow(models.Model):
    """A stretch of postcodes, or a city, in a tier. from_key and to_key: `postcodes.key` of the two ends, both included;
    0 and 0 where `city` (as `postcodes.city_key` writes it) says the place. Whether the edition is there is asked once a
    statement (`fn_published.sql`), not once for each of half a million rows."""

    version = models.ForeignKey(AreaVersion, models.CASCADE, related_name="+", db_constraint=False)
    country = models.CharField(max_length=2)
    from_key = models.BigIntegerField()
    to_key = models.BigIntegerField()
    city = models.CharField(max_length=80, blank=True)
    tier = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "area_row"
        indexes = [models.Index(fields=["version", "country", "from_key"], name="area_row_place")]


class FxRate(models.Model):
    """One unit of `base` in `quote` from a day on, until the next rate. Never edited."""

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "fx_rate"
        constraints = [models.UniqueConstraint(fields=["base", "quote", "valid_from"], name="fx_rate_once")]


from galeon.tariffs import models_areas as models_areas  # noqa: E402
from galeon.tariffs import models_bulk as models_bulk  # noqa: E402  Django finds a module's tables through this one
