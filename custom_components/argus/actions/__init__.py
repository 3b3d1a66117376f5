"""TODO custom_components/argus/actions."""
