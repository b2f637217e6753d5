"""What the faces share: credentials, and messages as they came in and went out. Columns only; `acts` writes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Credential(models.Model):
    """What a program shows to act for an account.

    kind: of `kinds.KINDS`, or one that is not a dialect's: api, accounting (acts for the house and reads its book; it
    is a key as the API's are).
    identifier: what it is called in public: the first letters of an API key, or the customer code of a dialect.
    scheme: sha256 (a random key, 256 bits), argon2 (a secret a person may have chosen) or sealed (one that signs).
    digest: never the secret. sealed: the secret, opened by a key outside the database (see `kernel.sealing`).
    settings: what a dialect keeps beside it, nothing secret. scopes: what it may do; empty: all its kind may.
    parent: the credential this one stands beside, and ends with. rate_per_s: calls a second allowed in each process.
    """

    class Scheme(models.TextChoices):
        SHA256 = "sha256"
        ARGON2 = "argon2"
        SEALED = "sealed"

    account = models.ForeignKey("parties.Account", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    identifier = models.CharField(max_length=80)
    label = models.CharField(max_length=80, blank=True)
    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    digest = models.CharField(max_length=200)
    sealed = models.BinaryField(null=True)
    settings = models.JSONField(default=dict)
    scopes = ArrayField(models.CharField(max_length=32), default=list)
    parent = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    rate_per_s = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "credential"
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=models.Q(scheme="sha256"), name="credential_key"),
            models.UniqueConstraint(
                fields=["kind", "identifier"], condition=models.Q(revoked_at=None), name="credential_identifier"
            ),
            models.CheckConstraint(
                condition=models.Q(scheme="sealed", sealed__isnull=False, digest="")
                | (~models.Q(scheme="sealed") & models.Q(sealed=None)),
                name="credential_sealed_or_digested",
            ),
        ]


class ServiceAlias(models.Model):
    """What a merchant's ERP calls one of our services, where it was set up with another company's product codes."""

    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    code = models.CharField(max_length=40)
    service = models.ForeignKey("network.Service", models.CASCADE, related_name="+")

    class Meta:
        db_table = "service_alias"
        constraints = [models.UniqueConstraint(fields=["account", "kind", "code"], name="service_alias_once")]


class Message(models.Model):
    """A call of a dialect, or a refused call of the public API, as it came and as it was answered.

    request and reply: raw bytes with secrets struck out, the first 64 KiB. outcome: the dialect's own code.
    """

    id = models.BigIntegerField(primary_key=True)
    account_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=16)
    verb = models.CharField(max_length=300)
    status = models.SmallIntegerField()
    outcome = models.CharField(max_length=40)
    request = models.BinaryField()
    reply = models.BinaryField()
    took_us = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "message"
        indexes = [models.Index(fields=["at"], name="message_at")]
