"""What counts as one address."""

from __future__ import annotations

import pytest

from bot.identity.sign_in.network_places import host_of, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
        ("192.0.2.7:4711", "192.0.2.7"),
        ("[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"),
    ],
)
def test_addresses_of_one_household_count_as_one(address: str, network: str) -> None:
    """Changing the tail of an IPv6 address gives nobody more codes."""
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:4711", "192.0.2.7"),
        ("192.0.2.7:", "192.0.2.7"),
        ('"192.0.2.7:4711"', "192.0.2.7"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ('"[2001:db8::1]:4711"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"),
        ("unknown", None),
        ("_hidden", None),
        ("", None),
        ('""', None),
        ("192.0.2", None),
        ("192.0.2.7:4711:4712", None),
        ("[192.0.2.7", None),
        ("\u0661\u0669\u0662.0.2.7", None),
        ("for=192.0.2.7", None),
        ("192.0.2.7, 192.0.2.8", None),
        ("1" * 4000, None),
    ],
)
def test_an_address_is_found_however_a_proxy_writes_it(written: str, host: str | None) -> None:
    """Port, brackets, quotes and zone make no other address of it; what is none is nobody's."""
    assert host_of(written) == host
