"""Measurements of the assistant as it is served."""
