"""Who: accounts, their members, our staff. Columns and constraints only; `acts` writes."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class Level(models.Model):
    """A customer level (standard, gold, ...): decides the price list and the limits."""

    code = models.CharField(max_length=16, primary_key=True)
    name = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "level"


class Region(models.Model):
    """A sales region."""

    code = models.CharField(max_length=16, primary_key=True)
    name = models.CharField(max_length=60)

    class Meta:
        db_table = "region"


class Agent(models.Model):
    """A freight forwarder who brings customers; `currency` is what they are settled in."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "agent"


class LegalEntity(models.Model):
    """A company of ours that invoices: its own books (in `currency`), its own numbers (they begin with `prefix`).

    timezone: its bookkeeping days. payment_text: where customers pay, as its papers say it. Entity 1 is there from the
    start.
    """

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=2)
    tax_number = models.CharField(max_length=30, blank=True)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    prefix = models.CharField(max_length=8, unique=True)
    payment_text = models.CharField(max_length=400, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "legal_entity"


class Account(models.Model):
    """A customer: the unit of isolation, settlement and distribution. Account 1 is the company itself (the house).

    agent: who brought it, if anybody. terms: prepaid, or credit with `cycle` and `due_days`; the credit limit lives with the ledger's balance.
    entity: which of our companies invoices it. invoice_name, address, country, tax_number: as its invoices say them ("" =
    `name`, and unknown). statement_by: how its statements are grouped.
    """

    class StatementBy(models.TextChoices):
        WAYBILL = "waybill"
        MASTER = "master"
        CUSTOMS = "customs"
        FEE = "fee"

    class Terms(models.TextChoices):
        PREPAID = "prepaid"
        CREDIT = "credit"

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", null=True)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+", null=True)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    language = models.CharField(max_length=8, default="en")
    terms = models.CharField(max_length=8, choices=Terms.choices, default=Terms.PREPAID)
    cycle = models.CharField(max_length=12, default="monthly")
    due_days = models.PositiveSmallIntegerField(default=0)
    email = models.EmailField(blank=True)
    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="+", default=1, db_default=1, db_index=False)
    invoice_name = models.CharField(max_length=120, blank=True, db_default="")
    address = models.CharField(max_length=300, blank=True, db_default="")
    country = models.CharField(max_length=2, blank=True, db_default="")
    tax_number = models.CharField(max_length=30, blank=True, db_default="")
    statement_by = models.CharField(
        max_length=8, choices=StatementBy.choices, default=StatementBy.WAYBILL, db_default="waybill"
    )
    opened_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    is_house = models.BooleanField(default=False)

    class Meta:
        db_table = "account"


class AccountStop(models.Model):
    """What halts every waybill of an account: written downward by billing (arrears) or by a person."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "account_stop"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "source"], condition=models.Q(until=None), name="account_stop_open_once"
            )
        ]


class People(BaseUserManager["User"]):
    """How Django's auth makes users: e-mail instead of a username."""

    def create_user(self, email: str, password: str | None = None, **extra: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in; what they may see follows from `Member`."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = People()

    class Meta:
        db_table = "person"


class Member(models.Model):
    """A person's place: in a customer's account, or in the house (staff), with one role and maybe one site."""

    class Role(models.TextChoices):
        OWNER = "owner"
        CLERK = "clerk"
        ADMIN = "admin"
        OPERATIONS = "operations"
        STATION = "station"
        FINANCE = "finance"
        PRICING = "pricing"

    user = models.OneToOneField(User, models.CASCADE, related_name="member")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    site = models.ForeignKey("network.Site", models.PROTECT, related_name="+", null=True)

    class Meta:
        db_table = "member"
