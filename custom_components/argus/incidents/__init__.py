"""Incidents: recorded, stored with their pictures, listed and told."""
