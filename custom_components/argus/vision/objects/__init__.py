"""What it is that moves: persons, vehicles, animals."""
