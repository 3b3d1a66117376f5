"""TODO tests/vision/tracking."""
