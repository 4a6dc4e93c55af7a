"""Pathway plans: their life, when they are due, and in plain words where they stand."""
