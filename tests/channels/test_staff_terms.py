"""The pages that the app in Teams names are there, for everybody, and name each other."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.staff.staff_render import StaffViews
from bot.channels.staff.staff_terms import PRIVACY, TERMS, terms_routes
from bot.channels.teams.app_package import app_manifest
from bot.settings import Settings

APP, ADDRESS = "11111111-2222-4333-8444-555555555555", "https://offer.example.org"


@pytest.fixture
def client() -> TestClient:
    """A browser that is not signed in."""
    return TestClient(Starlette(routes=terms_routes(StaffViews(""))))


def test_the_addresses_in_the_app_are_pages(client: TestClient) -> None:
    """Whoever uploads the app, or adds it, can read both."""
    developer = app_manifest(Settings(teams_app_id=APP, public_url=ADDRESS))["developer"]
    for name in ("privacyUrl", "termsOfUseUrl"):
        got = client.get(urlsplit(developer[name]).path)
        assert got.status_code == 200
        assert got.text.count("<h1>") == 1
        assert "<script" not in got.text


def test_they_name_each_other_and_say_what_matters(client: TestClient) -> None:
    """What is kept of staff, who else has it, and that it is no emergency service."""
    privacy, terms = client.get(PRIVACY).text, client.get(TERMS).text
    assert f'href="{TERMS}"' in privacy
    assert f'href="{PRIVACY}"' in terms
    assert "audit" in privacy
    assert "Microsoft" in privacy
    assert "999" in terms
