"""Tests of vision/frames."""
