"""A camera's frames: where they come from, and the loop that looks at them."""
