"""Tests of vision/tracking."""
