"""Secrets and names that guard and name nothing but what the tests invent."""

from __future__ import annotations

KEY = "dGVzdHMtc2VhbC1ub3RoaW5nLWJ1dC1pbnZlbnRlZC0="  # seals invented people
TEMPLATE = "localoffer_template"  # a migrated PostgreSQL database to copy from
