"""TODO custom_components/argus/capture."""
