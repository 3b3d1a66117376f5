"""Tests of what AIs are asked."""
