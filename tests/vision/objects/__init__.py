"""What it is that moves."""
