"""Suppliers' bills: read, matched with what we expected, paid, passed on or disputed."""
