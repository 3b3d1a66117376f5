"""TODO tests/incidents."""
