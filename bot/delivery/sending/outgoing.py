"""One message that leaves by itself, and what carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Callable, Collection, Optional, Protocol

from sqlalchemy.orm import Session


class Channel(str, Enum):
    """How a message goes out."""

    EMAIL = "email"
    TEAMS = "teams"
    SMS = "sms"


@dataclass(frozen=True)
class Outgoing:
    """A message for one recipient. Moments are naive UTC.

    `key` makes it one: the same key is stored once, and goes with every try, so that a provider can tell a second one.
    `person` stands for the recipient in the order of messages: a keyed hash or the number of a record, never a name or a
    number to ring. `about` is the number of the record that the message is about, as its `kind` counts them. `people` are the numbers of the young
    people whom its words name beside `young_person`: whoever is erased is in no message that waits. Where its
    kind writes a message just before it leaves, `recipient` and `text` are None. One that is `is_fleeting` loses its
    words as soon as it has left, or can't leave any more. Without `give_up_at` it is tried for ever. `route` names which of several
    providers of the channel carries it; empty for the first. With `is_again` it may have been handed over before.
    """

    kind: str
    channel: Channel
    key: str
    person: str
    recipient: Optional[str] = None
    text: Optional[str] = None
    subject: Optional[str] = None
    about: Optional[int] = None
    young_person: Optional[int] = None
    people: Collection[int] = ()
    is_urgent: bool = False
    is_fleeting: bool = False
    not_before: Optional[datetime] = None
    give_up_at: Optional[datetime] = None
    route: str = ""
    is_again: bool = False


class Provider(Protocol):
    """Carries the messages of a channel. `name` tells whose references and receipts they are."""

    name: str

    def send(self, outgoing: Outgoing) -> Optional[str]:
        """Hand one message over; the provider's reference, if it gives one.

        Raises TryAgainError or NeverError; any other error counts as one to try again after.
        """


class TryAgainError(RuntimeError):
    """Not now. `after` is how many seconds the provider asks us to wait, if it says so (`Retry-After`)."""

    def __init__(self, after: Optional[float] = None) -> None:
        super().__init__("the provider did not take it now")
        self.after = after


class NeverError(RuntimeError):
    """The provider will never take this message: trying again is of no use."""


class StoppedError(NeverError):
    """Whoever it is for told their network that they want no more of them."""


class NoProviderError(LookupError):
    """Nothing carries this channel here."""


MaySend = Callable[[Session, Outgoing], bool]


def always(_session: Session, _outgoing: Outgoing) -> bool:
    """Nothing is forbidden."""
    return True
