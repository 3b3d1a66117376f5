"""TODO custom_components/argus/api."""
