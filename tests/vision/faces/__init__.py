"""TODO tests/vision/faces."""
