"""TODO tests/reports."""
