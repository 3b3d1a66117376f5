"""TODO custom_components/argus/vision/tracking."""
