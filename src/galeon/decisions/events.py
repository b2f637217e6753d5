"""What decisions ask of the worker."""

import msgspec


class ScenarioAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario waits to be priced."""

    scenario_id: int
