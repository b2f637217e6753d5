"""What decisions do by themselves: price the large scenarios."""

from galeon.decisions import acts
from galeon.decisions.events import ScenarioAsked
from galeon.kernel.outbox import on


@on(ScenarioAsked)
def price_scenario(event: ScenarioAsked) -> None:
    """Price it from the beginning; one that is done or cancelled stays as it is."""
    acts.run(event.scenario_id)
