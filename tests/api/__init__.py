"""TODO tests/api."""
