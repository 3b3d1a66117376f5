"""TODO tests/benchmarks."""
