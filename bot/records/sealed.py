"""Names, numbers and words about people, encrypted at rest.

Columns of type `Sealed` hold Fernet tokens. The keys belong to the engine, so
that nothing is sealed with a key that the composition root did not choose.
"""

from __future__ import annotations

from typing import Any, Optional, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Text
from sqlalchemy.engine import Engine
from sqlalchemy.types import TypeDecorator


class SealError(RuntimeError):
    """A value can't be opened with the keys we have. The message names the fix."""


class KeyRing:
    """The first key seals; every key opens. Keys are 32 bytes in URL-safe base64."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise SealError("no key to seal personal data with; set LOCALOFFER_DATA_KEYS")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise SealError(
                "LOCALOFFER_DATA_KEYS holds a wrong key; make one with `localoffer keys new`"
            ) from error

    def seal(self, text: str) -> str:
        """The text as a token."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, token: str) -> str:
        """The text of a token. Raises SealError if none of the keys made it."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise SealError("a record can't be opened: its key is not in LOCALOFFER_DATA_KEYS") from error

    def reseal(self, token: str) -> str:
        """The same text sealed with the first key."""
        return self.seal(self.open(token))


_BEGINNING = "gAAAAA"  # of every Fernet token until the year 2106


def is_token(text: str) -> bool:
    """Whether a text is sealed, as far as can be seen without the key."""
    return text.startswith(_BEGINNING)


def new_key() -> str:
    """A new key."""
    return Fernet.generate_key().decode()


def give_keys(engine: Engine, ring: KeyRing) -> None:
    """Let the columns of this engine seal and open with these keys."""
    engine.dialect.sealed_key_ring = ring


class Sealed(TypeDecorator):
    """Text that is stored encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Optional[str], dialect: Any) -> Optional[str]:
        """Seal on the way in."""
        return None if value is None else _ring(dialect).seal(value)

    def process_result_value(self, value: Optional[str], dialect: Any) -> Optional[str]:
        """Open on the way out."""
        return None if value is None else _ring(dialect).open(value)


class PartlySealed(Sealed):
    """Text of which only some is sealed; the rest is read as it stands."""

    cache_ok = True

    def process_result_value(self, value: Optional[str], dialect: Any) -> Optional[str]:
        """Open what is a token."""
        return (
            super().process_result_value(value, dialect) if value is not None and is_token(value) else value
        )


def _ring(dialect: Any) -> KeyRing:
    ring = getattr(dialect, "sealed_key_ring", None)
    if not isinstance(ring, KeyRing):
        raise SealError("this database was opened without keys; see bot.records.database.Database")
    return ring
