"""TODO custom_components/argus/vision/faces."""
