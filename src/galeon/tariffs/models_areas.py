"""Files of remote areas on their way into an edition. Columns and constraints only; `acts_areas` writes."""

from django.db import models


class AreaFile(models.Model):
    """A file that was sent for an area table.

    content: the file until it is read, empty after. done, total: rows read so far, and about how many there are.
    faults: what is wrong in it, as JSON `acts_areas.FileFault`s; edition: what it became.
    """

    table = models.ForeignKey("tariffs.AreaTable", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    valid_from = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list)
    edition_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "area_file"
