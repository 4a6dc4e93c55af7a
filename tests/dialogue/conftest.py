"""Rasa imported once and quietly; and nothing here may touch the databases of who runs the tests."""

from __future__ import annotations

import warnings

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # notes of Rasa and TensorFlow about themselves
    import rasa.core.agent
    import rasa.core.policies.rule_policy  # noqa: F401 - both for the side effect

import actions.services
from bot.settings import Settings


@pytest.fixture(autouse=True)
def _own_services(tmp_path, monkeypatch):
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path))
    monkeypatch.setattr(actions.services, "_provided", actions.services.make_services(Settings()))
