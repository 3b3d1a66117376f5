"""TODO tests/flows."""
