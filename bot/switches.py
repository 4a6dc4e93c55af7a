"""What somebody has switched off: by a setting from the start, or by a file that is read again while the server runs.

The file has a line for each: `web`, or `web: We are back at 2 pm.` with words for those who come meanwhile.
"""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from types import MappingProxyType
from typing import Callable, Mapping, Optional

logger = logging.getLogger(__name__)

WEB, SMS, TEAMS, STAFF, SIGN_IN = NAMES = ("web", "sms", "teams", "staff", "sign_in")
REREAD = 2.0  # seconds between two looks at the file
MOST_WORDS = 100  # letters: with all that stands behind them they fit into one text message
_HEAD = "# What is switched off here. `localoffer switch` writes this file; the server reads it again within seconds.\n"


class SwitchError(RuntimeError):
    """Something that can't be switched off, or words for it that are too long. The message names the fix."""


class Switches:
    """Whether a channel, the staff pages or signing in are off. `always` is the setting; what it names stays off."""

    def __init__(
        self, always: str = "", file: Optional[Path] = None, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Raises SwitchError where the setting names something else."""
        names = [name.strip() for name in always.split(",") if name.strip()]
        self._always = {require(name, "LOCALOFFER_OFF"): "" for name in names}
        self._file, self._seconds = file, seconds
        self._read_at, self._off, self._trouble = float("-inf"), dict[str, str](), ""

    def off(self) -> Mapping[str, str]:
        """What is off, each with what to say to those who come; empty for no words of its own."""
        if self._file is not None and self._seconds() - self._read_at >= REREAD:
            self._read_at = self._seconds()
            self._read_again(self._file)
        return MappingProxyType({**self._always, **self._off})

    def words(self, name: str) -> Optional[str]:
        """What to say while it is off, which may be nothing; None while it is on."""
        return self.off().get(name)

    def is_off(self, name: str) -> bool:
        """Whether it is off."""
        return name in self.off()

    def _read_again(self, file: Path) -> None:
        """What can't be read leaves all as it was: a switch must not turn by accident."""
        try:
            found = read_off(file)
        except (OSError, SwitchError, UnicodeDecodeError) as error:
            self._tell(
                f"What is switched off can't be read: run `localoffer switch`: error={type(error).__name__}"
            )
            return
        self._trouble = ""
        if found != self._off:
            logger.warning("Switched off now: %s", ",".join({**self._always, **found}) or "nothing")
        self._off = found

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            logger.error(trouble)
        self._trouble = trouble


def require(name: str, where: str) -> str:
    """The name. Raises SwitchError that says where it stands if nothing of that name can be switched off."""
    if name not in NAMES:
        raise SwitchError(f"{where}: {name!r} can't be switched off; use {', '.join(NAMES)}")
    return name


def read_off(file: Path) -> dict[str, str]:
    """What a file switches off; nothing if it is not there. Raises OSError, SwitchError, or UnicodeDecodeError."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition(":") for line in lines if line.strip() and not line.startswith("#"))
    return {require(name.strip(), str(file)): said.strip() for name, _, said in pairs}


def write_off(file: Path, off: Mapping[str, str]) -> None:
    """Put it into the file, at once and whole. Raises OSError, and SwitchError for words that don't fit."""
    for name, said in off.items():
        if len(said) > MOST_WORDS or not said.isprintable():
            raise SwitchError(f"{name}: say it in one line of at most {MOST_WORDS} letters")
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    lines = [f"{name}: {said}\n" if said else f"{name}\n" for name, said in off.items()]
    fresh.write_text(_HEAD + "".join(lines), encoding="utf-8")
    fresh.chmod(0o644)  # the server may run as somebody else, and it holds no secret
    fresh.replace(file)
