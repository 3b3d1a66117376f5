"""TODO tests/vision/motion."""
