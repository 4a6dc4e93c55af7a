"""Settings for staff sign-in: all of them or none, and the secret is never shown."""

from __future__ import annotations

import pytest

from bot.settings import Settings

GIVEN = {"oidc_issuer": "https://issuer.example", "oidc_client_id": "us", "oidc_client_secret": "marker"}


def test_without_any_staff_sign_in_is_off() -> None:
    """As it comes; empty values count as none."""
    assert Settings().staff_sign_in() is None
    assert Settings(**dict.fromkeys(GIVEN, "")).staff_sign_in() is None


def test_with_all_three_it_is_on() -> None:
    """Each as it was set."""
    assert Settings(**GIVEN).staff_sign_in() == ("https://issuer.example", "us", "marker")


@pytest.mark.parametrize("missing", GIVEN)
def test_one_that_is_missing_is_named(missing: str) -> None:
    """That one and no other."""
    kept = {name: value for name, value in GIVEN.items() if name != missing}
    with pytest.raises(RuntimeError) as said:
        Settings(**kept).staff_sign_in()
    named = [name for name in GIVEN if f"LOCALOFFER_{name.upper()}" in str(said.value).split()]
    assert named == [missing]


def test_the_secret_is_never_printed() -> None:
    """Not by printing the settings, nor in the error of a half-set sign-in."""
    settings = Settings(**GIVEN)
    assert "marker" not in f"{settings} {settings!r} {settings.json()}"
    with pytest.raises(RuntimeError) as said:
        Settings(oidc_client_secret="marker").staff_sign_in()
    assert "marker" not in str(said.value)
