"""Tests of what false alarms teach."""
