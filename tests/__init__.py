"""Tests of Argus."""
