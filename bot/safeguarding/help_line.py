"""Urgent help in one short line, for everything that we refuse."""

from __future__ import annotations

HELP = "In danger? Ring 999. Need to talk? Ring Samaritans on 116 123."
