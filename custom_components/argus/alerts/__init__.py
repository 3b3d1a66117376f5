"""Alerts: who is told what, when, how often, and why not."""
