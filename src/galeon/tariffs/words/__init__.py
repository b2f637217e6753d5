"""Prices, weights and differences in the reader's language."""
