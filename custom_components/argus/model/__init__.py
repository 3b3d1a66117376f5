"""The nouns: values that every other room shares and that need none of them."""
