"""Drills: the product is hurt on purpose, and must come through; each with a control that must fail."""
