"""Benchmarks of Argus."""
