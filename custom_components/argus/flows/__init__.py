"""TODO custom_components/argus/flows."""
