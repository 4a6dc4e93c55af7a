"""Keyed hashes find a phone number again without keeping it."""

from __future__ import annotations

import pytest

from bot.records.keyed import Keyed, normal_mobile

NUMBER = "+447700900123"


@pytest.mark.parametrize(
    "spelling",
    [
        "07700900123",
        "07700 900123",
        "07700 900 123",
        "07700-900-123",
        "(07700) 900123",
        " 07700 900123 ",
        "+447700900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "tel:07700900123",
        "07700.900.123",
    ],
)
def test_one_number_in_different_spellings_is_one_number(keyed: Keyed, spelling: str) -> None:
    """However somebody types their number, it is found."""
    assert normal_mobile(spelling) == NUMBER
    assert keyed.phone(spelling) == keyed.phone("07700 900123")


@pytest.mark.parametrize(
    "number",
    [
        "01572 722577",
        "020 7946 0123",
        "0800 1111",
        "999",
        "85258",
        "+33 6 12 34 56 78",
        "+1 202 555 0123",
        "+353 85 012 3456",
        "07700",
        "077009001234567",
        "my number",
        "",
        " ",
        "+",
        "07700 9OO 123 please",
        "<script>",
        "null",
        "0" * 200,
    ],
)
def test_what_is_no_uk_mobile_number_is_refused(keyed: Keyed, number: str) -> None:
    """Landlines, numbers of other countries, short codes and garbage are refused."""
    assert normal_mobile(number) is None
    with pytest.raises(ValueError, match=r"^not a UK mobile number$"):
        keyed.phone(number)


def test_two_numbers_have_two_hashes(keyed: Keyed) -> None:
    """One digit more or less is another number."""
    assert keyed.phone("07700 900123") != keyed.phone("07700 900124")


def test_a_hash_does_not_hold_what_was_hashed(keyed: Keyed) -> None:
    """64 hexadecimal characters, without the number in them."""
    found = keyed.phone("07700 900123")
    assert len(found) == 64
    assert set(found) <= set("0123456789abcdef")
    assert "7700900123" not in found


def test_another_purpose_gives_another_hash(keyed: Keyed) -> None:
    """A look-up hash can't be used as a session hash."""
    assert keyed.hash("phone", NUMBER) != keyed.hash("session", NUMBER)


def test_another_secret_gives_another_hash(keyed: Keyed) -> None:
    """Without the installation's secret nobody can try out numbers."""
    assert keyed.phone(NUMBER) != Keyed(b"another secret").phone(NUMBER)


def test_purpose_and_value_do_not_run_into_each_other(keyed: Keyed) -> None:
    """The border between purpose and value counts."""
    assert keyed.hash("code", "1:2") != keyed.hash("code1", ":2")
