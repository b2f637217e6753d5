"""Other people's carriage: our accounts with carriers, the labels bought there, what is still being watched.

Columns and constraints only; `acts` and `polling` write.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CarrierAccount(models.Model):
    """Our account at a carrier. `base_url` empty = the carrier's own address.

    ship_from: the `terms.Address` the labels name as sender, as JSON. Customers have no right to this table: it
    holds the login.
    """

    code = models.CharField(max_length=24, unique=True)
    carrier = models.CharField(max_length=16)
    client_id = models.CharField(max_length=120)
    client_secret = models.CharField(max_length=200)
    account_number = models.CharField(max_length=24)
    country = models.CharField(max_length=2)
    service = models.CharField(max_length=48)
    label_format = models.CharField(max_length=4, default="PDF")
    ship_from = models.JSONField()
    test_mode = models.BooleanField(default=False)
    base_url = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "carrier_account"


class CarrierBooking(models.Model):
    """A label asked of a carrier. Its id makes the key we are known by there (`GAL-<id>`).

    wanted -> asking (committed before the request leaves) -> booked | refused | unknown; booked -> voided.
    unknown: the carrier may have sold a label and we did not hear; it is asked by our key, never bought again
    before it says that there is none.
    """

    class State(models.TextChoices):
        WANTED = "wanted"
        ASKING = "asking"
        BOOKED = "booked"
        REFUSED = "refused"
        UNKNOWN = "unknown"
        VOIDED = "voided"

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    waybill_id = models.BigIntegerField()
    carrier_account_id = models.BigIntegerField()
    service = models.CharField(max_length=48)
    state = models.CharField(max_length=8)
    wanted_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    number = models.CharField(max_length=40, blank=True)
    piece_numbers = ArrayField(models.CharField(max_length=40), default=list)
    cost_minor = models.BigIntegerField(null=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    trouble_code = models.CharField(max_length=24, blank=True)
    trouble_text = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "carrier_booking"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "waybill_id"],
                condition=models.Q(state__in=["wanted", "asking", "booked", "unknown"]),
                name="carrier_booking_open_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(state__in=["wanted", "asking", "unknown"]),
                name="carrier_booking_due",
            ),
            # those that stand are found by the constraint above; this one holds few, and costs a bought label nothing
            models.Index(
                fields=["account_id", "waybill_id"],
                condition=models.Q(state__in=["refused", "voided"]),
                name="carrier_booking_over",
            ),
        ]


class CarrierPoll(models.Model):
    """A number watched at a carrier: when to ask next, and what the last answer looked like.

    seen_hash: sha256 of the last history, so that an unchanged one records nothing. final_code: how it ended.
    """

    pk = models.CompositePrimaryKey("account_id", "number")
    account_id = models.BigIntegerField()
    number = models.CharField(max_length=40)
    waybill_id = models.BigIntegerField()
    booking_id = models.BigIntegerField()
    parcel_no = models.SmallIntegerField()
    carrier_account_id = models.BigIntegerField()
    since = models.DateTimeField()
    next_at = models.DateTimeField()
    misses = models.SmallIntegerField(default=0)
    seen_hash = models.BinaryField(null=True)
    seen_at = models.DateTimeField(null=True)
    last_code = models.CharField(max_length=32, blank=True)
    trouble_text = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "carrier_poll"
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(ended_at=None), name="carrier_poll_due"),
            models.Index(fields=["account_id", "waybill_id"], name="carrier_poll_of"),
        ]
