"""TODO custom_components/argus/incidents."""
