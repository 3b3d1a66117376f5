"""Tests of what conversation agents are told."""
