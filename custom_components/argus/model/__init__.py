"""TODO custom_components/argus/model."""
