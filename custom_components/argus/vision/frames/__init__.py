"""TODO custom_components/argus/vision/frames."""
