"""Tests of how OpenCV comes to the systems of the users."""
