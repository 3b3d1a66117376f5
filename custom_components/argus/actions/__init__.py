"""Actions that `services.py` registers: alarm, alerts, incidents, report."""
