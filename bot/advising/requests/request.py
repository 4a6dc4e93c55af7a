"""What a member of staff asks for, as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Optional

from bot.advising.requests.narrow import WHOLE, Narrow
from bot.advising.requests.unmade_contact import Unmade
from bot.casework.codes import ContactKind
from bot.casework.plans.life_cycle import Move


class Asked(str, Enum):
    """Kinds of requests. `OFFER` is a question about the law or the offer, which the dialogue answers."""

    HELP = "help"
    CASELOAD = "caseload"
    OVERDUE = "overdue"
    DUE = "due"
    STATUS = "status"
    CONTACT_DUE = "contact_due"
    KEY_DATES = "key_dates"
    INDICATORS = "indicators"
    RECORD_CONTACT = "record_contact"
    MOVE_PLAN = "move_plan"
    ASK_REVIEW = "ask_review"
    CALL_BACKS = "call_backs"
    TEXT_PIN = "text_pin"
    SHARE = "share"
    ALERTS = "alerts"
    NOTICES = "notices"
    UNDO = "undo"
    TO_AUTHORISE = "to_authorise"
    OFFER = "offer"


class Figure(str, Enum):
    """Which figure is asked for, as `bot.casework.returns.indicators` names it."""

    PLANS = "up_to_date_plans"
    ACCOMMODATION = "suitable_accommodation"
    EET = "eet"
    IN_TOUCH = "in_touch"


class Dates(str, Enum):
    """Which key dates are asked for, where not all are."""

    BIRTHDAYS = "birthdays"
    STAYING_PUT = "staying_put"
    REVIEWS = "reviews"


class Notice(str, Enum):
    """Which of what we send first is meant, where not all is."""

    SUMMARY = "summary"
    REVIEWS = "reviews"
    CONTACTS = "contacts"
    CALL_BACKS = "call_backs"


@dataclass(frozen=True)
class Contact:
    """What was said of a contact. None: it was not said."""

    kind: Optional[ContactKind] = None
    happened_on: Optional[date] = None
    is_meaningful: Optional[bool] = None
    note: str = ""


@dataclass(frozen=True)
class Request:
    """`person` is the words that name somebody, a reference or a name; empty where nobody is named.

    `is_last_person` says that a word such as "her" stands for whom the talk was about, `is_same_request` that something such as "and
    Kai's?" asks the same of somebody else or of other days: `asked` is then that of before. The days are those asked for, both included;
    of a follow-up that says none they are those of before. `certainty` is from 0 to 1.

    `owner` is the words that name whose list is asked for where that is nobody of `names`, `is_other` says that the other one of the same
    name is meant, and `is_unclear` that a word such as "her" stands for somebody and the talk was about nobody.

    `others` are more people who are named, `is_more` asks for the next page of a list, `reason` is why a plan is sent back or a review asked for, word by word,
    and `is_done` says that a call-back was made. `narrow` is who alone of a list is asked for, `asks_names` that a figure's people are, `unmade`
    why words about a contact tell none, `rings_at` when somebody says that they ring, by the United Kingdom's clock, `also` what else is asked in the
    same message, and `no_such_day` a day that no calendar has, as "31 November". `to_colleague` says that what was shown is to go to a manager or colleague: no deed of ours does. `figure`, `dates` and `notice` are None where all are meant.
    """

    asked: Asked
    person: str = ""
    is_last_person: bool = False
    is_same_request: bool = False
    day_from: Optional[date] = None
    day_until: Optional[date] = None
    figure: Optional[Figure] = None
    move: Optional[Move] = None
    contact: Optional[Contact] = None
    is_off: Optional[bool] = None
    notice: Optional[Notice] = None
    dates: Optional[Dates] = None
    is_done: bool = False
    is_more: bool = False
    to_colleague: bool = False
    reason: str = ""
    others: tuple[str, ...] = ()
    owner: str = ""
    is_other: bool = False
    is_unclear: bool = False
    narrow: Narrow = WHOLE
    asks_names: bool = False
    unmade: Optional[Unmade] = None
    rings_at: Optional[datetime] = None
    also: Optional[Asked] = None
    no_such_day: str = ""
    certainty: float = 1.0


@dataclass(frozen=True)
class Last:
    """What the talk was about before: see `bot.advising.advising_tables.StaffTalk`."""

    asked: Optional[Asked] = None
    has_person: bool = False
    day_from: Optional[date] = None
    day_until: Optional[date] = None
    topic: str = ""
