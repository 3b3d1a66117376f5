"""Repair issues, by what they are about."""
