"""Where Teams' service may be: whatever a call says, our token and our answers go nowhere else."""

from __future__ import annotations

import re
from typing import Collection

KNOWN = ("smba.trafficmanager.net",)
UNDER = ".botframework.com"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# Letters that an address of Teams' service has; nothing that two readers of addresses could read in two ways.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[::1\])(?::(?P<port>\d{1,5}))?(?P<path>(?:/[A-Za-z0-9._~-]*)*)",
    re.ASCII,
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"  # of a name that a name server can know
_LABELS = re.compile(rf"{_LABEL}(?:\.{_LABEL})+", re.ASCII)
_HTTPS = "443"


def is_loopback(address: str) -> bool:
    """Whether an address is one of this machine, with or without TLS."""
    found = _ADDRESS.fullmatch(address)
    return found is not None and found["host"] in _LOOPBACK


class ServiceHosts:
    """The hosts that are allowed. `more` are those that the settings name; with `has_loopback` this machine is one, for tests."""

    def __init__(self, more: Collection[str] = (), *, has_loopback: bool = False) -> None:
        self._hosts, self._has_loopback = frozenset((*KNOWN, *more)), has_loopback

    def allows(self, address: object) -> bool:
        """Whether `address` is one that we may post to: https, a known host, its usual port, no names, questions or turns in it."""
        found = _ADDRESS.fullmatch(address) if isinstance(address, str) else None
        if found is None or ".." in found["path"]:
            return False
        if found["host"] in _LOOPBACK:
            return self._has_loopback
        return found["scheme"] == "https" and found["port"] in (None, _HTTPS) and self._knows(found["host"])

    def _knows(self, host: str) -> bool:
        return host in self._hosts or (host.endswith(UNDER) and _LABELS.fullmatch(host) is not None)
