"""TODO tests/capture."""
