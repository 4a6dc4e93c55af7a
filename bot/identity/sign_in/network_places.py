"""What counts as one network address, however a proxy writes it."""

from __future__ import annotations

import ipaddress
import re
from typing import Optional, Union

_IPV6_HOME = 64  # one household holds a whole /64, so it counts as one address
_BRACKETED = re.compile(r"\[([^\]]*)\](?::\d*)?")
_WITH_PORT = re.compile(r"([^:]*):\d*")

_Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]


def host_of(written: str) -> Optional[str]:
    """The address without quotes, port, brackets and zone; None where there is none, as in `unknown`."""
    parsed = _parsed(written)
    return str(parsed) if parsed else None


def network_of(address: str) -> str:
    """What counts as one address: IPv4 whole, IPv6 by household; anything else as it stands."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, _IPV6_HOME), strict=False))
    return str(parsed) if parsed else address


def _parsed(written: str) -> Optional[_Address]:
    text = written.strip().strip('"').strip()
    found = _BRACKETED.fullmatch(text) or _WITH_PORT.fullmatch(text)
    try:
        return ipaddress.ip_address((found.group(1) if found else text).partition("%")[0])
    except ValueError:
        return None
