"""Tests of when reports go out."""
