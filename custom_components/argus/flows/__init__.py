"""Forms in which the user sets up cameras, zones, lines, alerts and options."""
