"""TODO tests/model."""
