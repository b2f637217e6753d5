"""Questions asked of the company's own past, and what they came to. Columns and constraints only; `acts` writes.

These are the house's: no account_id, and customers have no rights on them.
"""

from django.db import models


class Scenario(models.Model):
    """Last month's waybills priced twice. ask: an `ask.Ask` as JSON; result: a `result.Result`, null until it is done.

    done of total: waybills priced so far. cancelled_at: somebody asked it to stop. fault: why it stopped by itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    name = models.CharField(max_length=120)
    ask = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    asked_by = models.ForeignKey("parties.User", models.PROTECT, related_name="+", null=True)
    asked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "scenario"
        constraints = [
            models.CheckConstraint(
                name="scenario_done_whole", condition=~models.Q(state="done") | models.Q(result__isnull=False)
            )
        ]


class ScenarioRows(models.Model):
    """The waybills of one cell that differ most, the first hundred: a list of `tally.Row` as JSON."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="+")
    dimension = models.CharField(max_length=10)
    key = models.CharField(max_length=120)
    rows = models.JSONField()

    class Meta:
        db_table = "scenario_rows"
        constraints = [models.UniqueConstraint(fields=["scenario", "dimension", "key"], name="scenario_rows_once")]
