"""TODO custom_components/argus/reports."""
