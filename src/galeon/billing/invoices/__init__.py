"""Invoices and credit notes: numbers without gaps, tax, their papers."""
