"""Tests of reading streams."""
