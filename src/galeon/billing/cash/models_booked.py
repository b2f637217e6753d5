"""Lines of the bank that are in the books without a customer, and payments that were taken back. Columns only."""

from django.db import models


class BankBooking(models.Model):
    """A line that is no customer's, in the books; taking it back is a row of its own. Never edited.

    source: its journal. is_made: the journal was posted for the line; otherwise it stood in the books already. book: the
    account of the book on the other side, "" where the journal stood. undoes_id: the booking that is taken back.
    """

    id = models.BigIntegerField(primary_key=True)
    line_id = models.BigIntegerField()
    source = models.CharField(max_length=120)
    book = models.CharField(max_length=32, blank=True)
    note = models.CharField(max_length=200, blank=True)
    is_made = models.BooleanField(default=True)
    undoes_id = models.BigIntegerField(null=True)
    booked_at = models.DateTimeField()
    booked_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "bank_booking"
        constraints = [models.UniqueConstraint(fields=["undoes_id"], name="bank_booking_undone_once")]
        indexes = [
            models.Index(fields=["line_id"], name="bank_booking_of_line"),
            models.Index(fields=["source"], name="bank_booking_of_journal"),
        ]


class TakenBack(models.Model):
    """Why a payment that a person had typed was taken back, and by whom. id: the payment; undoing_id: the one below zero."""

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    undoing_id = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    taken_at = models.DateTimeField()
    taken_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "payment_taken_back"
