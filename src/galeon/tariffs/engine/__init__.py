"""How a published version prices: zones, weights, fees, compiled once to closures. Pure."""
