"""Figures for Prometheus: how much, how fast and how well; never who or what."""
