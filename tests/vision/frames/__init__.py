"""TODO tests/vision/frames."""
