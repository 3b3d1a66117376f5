"""Tests of what the demo shows."""
