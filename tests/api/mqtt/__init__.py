"""Tests of what is published over MQTT."""
