"""Benchmarks: each measures the product and its floor in turn, in one run, and gives the ratio."""
