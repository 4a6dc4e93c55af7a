"""A staff sign-in that was begun, and one that is refused: what its pages know of it, without the libraries that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


class OidcError(RuntimeError):
    """A sign-in that is refused. The message says why and never quotes a token."""


@dataclass(frozen=True)
class Start:
    """A sign-in that was begun. Of these only the address may be seen by others."""

    url: str
    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True)
class Proved:
    """Who signed in. `tenant` and `object_id` are their account at Microsoft Entra, as Teams has it; empty if the issuer names none."""

    subject: str
    tenant: str = ""
    object_id: str = ""

    @property
    def account(self) -> Optional[tuple[str, str]]:
        """Tenant and object id, if the issuer names both."""
        return (self.tenant, self.object_id) if self.tenant and self.object_id else None
