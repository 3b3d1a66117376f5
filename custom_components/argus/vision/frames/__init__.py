"""Decoding, encoding and small copies of frames."""
