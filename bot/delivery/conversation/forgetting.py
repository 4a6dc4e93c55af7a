"""Forgetting conversations wherever they are kept. What fails is remembered and tried again: words must not stay for a busy file."""

from __future__ import annotations

import logging
from typing import Callable, Mapping, Optional, Set, Tuple

logger = logging.getLogger(__name__)


class Forgetting:
    """Forgets in every place, each by itself. Safe to use from several threads.

    `places` names each place and how a conversation is forgotten there. That may raise, and may be done twice.
    `is_over` says whether a conversation was ended by anybody, here or in another process. It may raise.
    """

    def __init__(
        self, places: Mapping[str, Callable[[str], None]], is_over: Optional[Callable[[str], bool]] = None
    ) -> None:
        self._places, self._is_over = places, is_over
        self._owed: Set[Tuple[str, str]] = set()

    @property
    def can_be_over(self) -> bool:
        """Whether anybody can tell that a conversation has ended."""
        return self._is_over is not None

    def forget(self, conversation: str) -> bool:
        """Whether it is forgotten everywhere. A place that fails keeps no other from forgetting, and is logged by kind."""
        done = [self._forget(place, conversation) for place in self._places]
        return all(done)

    def owe(self, conversation: str) -> None:
        """Remember that it is to be forgotten: nobody came to it in time."""
        self._owed.update((place, conversation) for place in self._places)
        logger.error("A conversation could not be forgotten yet: nobody came to it in time")

    def forget_if_over(self, conversation: str) -> None:
        """Forget what a turn kept of a conversation that was ended while the turn ran. Never raises.

        Who ends a conversation marks it first and forgets then; a turn writes first and looks then. So one of them finds the words.
        """
        if self.goes_on(conversation) is False:
            self.forget(conversation)

    def goes_on(self, conversation: str) -> Optional[bool]:
        """Whether a conversation has not ended; None where that is not known: the sweep finds what is left. Never raises."""
        try:
            return not (self._is_over and self._is_over(conversation))
        except Exception as error:  # noqa: BLE001 - as above
            logger.error("It is not known whether a conversation is over: error=%s", type(error).__name__)
            return None

    def again(self) -> int:
        """Try again what failed. How much is owed still."""
        for place, conversation in list(self._owed):
            self._forget(place, conversation)
        return len(self._owed)

    def _forget(self, place: str, conversation: str) -> bool:
        try:
            self._places[place](conversation)
        except Exception as error:  # noqa: BLE001 - whatever failed, it is owed
            self._owed.add((place, conversation))
            logger.error(
                "A conversation could not be forgotten yet: place=%s error=%s", place, type(error).__name__
            )
            return False
        self._owed.discard((place, conversation))
        return True
