"""TODO tests/actions."""
