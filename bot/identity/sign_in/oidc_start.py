"""A staff sign-in that was begun, and one that is refused: what its pages know of it, without the libraries that it takes."""

from __future__ import annotations

from dataclasses import dataclass


class OidcError(RuntimeError):
    """A sign-in that is refused. The message says why and never quotes a token."""


@dataclass(frozen=True)
class Start:
    """A sign-in that was begun. Of these only the address may be seen by others."""

    url: str
    state: str
    nonce: str
    code_verifier: str
