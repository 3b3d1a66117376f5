"""TODO custom_components/argus/vision/motion."""
