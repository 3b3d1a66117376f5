"""The drawings of the brand, and what draws them."""
