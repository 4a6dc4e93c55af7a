"""Connectors to the outside, each with its renderer beside it."""
