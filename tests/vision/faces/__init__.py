"""Tests of vision/faces."""
