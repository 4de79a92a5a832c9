"""Dossiers, paths and triads as text that survives 80 columns, no colour and plain ASCII."""
