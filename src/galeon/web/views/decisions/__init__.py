"""Pages of the questions the company asks of its own past."""
