"""Pricing by the million: rows copied out, the quote's own function, charges copied back."""
