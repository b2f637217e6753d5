"""Cycles, the statements money is born in, and their papers."""
