"""Sheets of orders on their way in. Columns and constraints only; `acts_sheet` writes."""

from django.db import models


class SheetBatch(models.Model):
    """One sheet of an account. lines: its rows as read; next_line: the first one not yet placed or found faulty.

    placed: orders that stand now; existing: those that stood before (sent twice). faulty: orders refused, each with its
    rows and reasons, as `acts_sheet.Faulty` in JSON: nothing of a sheet is lost.
    """

    pk = models.CompositePrimaryKey("account_id", "id")
    account_id = models.BigIntegerField()
    id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    lines = models.JSONField()
    total = models.IntegerField()
    next_line = models.IntegerField(default=0)
    placed = models.IntegerField(default=0)
    existing = models.IntegerField(default=0)
    faulty = models.JSONField()
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sheet_batch"
        constraints = [
            models.CheckConstraint(condition=models.Q(next_line__lte=models.F("total")), name="sheet_batch_within")
        ]
