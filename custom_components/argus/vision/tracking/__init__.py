"""Multi-object tracking and line counting."""
