"""The pages of staff as HTML. Words for plans come from casework; here are those of the tables."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from enum import Enum
from http import HTTPStatus
from typing import Any, Mapping, Optional, Sequence, Union

from bot.caseload.call_backs import WaitingCall
from bot.caseload.casework_reads import CaseloadRow, Indicator, KeyDate, SharedIndicator
from bot.caseload.person_now import PersonNow
from bot.caseload.sent_texts import FailingNumber
from bot.caseload.staff_desk import SOON, Caseload
from bot.casework.plans.plan_words import day
from bot.casework.plans.state_words import TO_ADVISER
from bot.casework.shown_names import clipped
from bot.channels.staff.staff_text_render import FAILING
from bot.channels.web.web_render import Pages
from bot.delivery.alerts.alert_shown import asked_words, danger_words
from bot.delivery.alerts.alert_words import uk_time
from bot.delivery.alerts.stored_alerts import OpenAlert
from bot.identity.by_teams.teams_links import Link
from bot.phrases import PhraseSet, phrase


class Trouble(Enum):
    """Why something was not done: the status, what happened and what to do."""

    REFUSED = "refused"
    UNKNOWN = "unknown"
    ISSUER_DOWN = "issuer_down"
    NOT_THEIRS = "not_theirs"
    CALL_NOT_THEIRS = "call_not_theirs"
    PERSON_NOT_THEIRS = "person_not_theirs"
    LINK_OVER = "link_over"
    LINK_NOT_THEIRS = "link_not_theirs"
    LINK_CHANGED = "link_changed"
    LINK_NOT_PROVED = "link_not_proved"

    @property
    def status(self) -> HTTPStatus:
        """Refused for now, for good, or not our doing."""
        return _STATUS.get(self, HTTPStatus.FORBIDDEN)

    @property
    def title(self) -> str:
        """What happened."""
        return _TITLES[self]

    @property
    def text(self) -> str:
        """Why, and what to do."""
        return _TEXTS[self]


_STATUS = {Trouble.REFUSED: HTTPStatus.BAD_REQUEST, Trouble.ISSUER_DOWN: HTTPStatus.SERVICE_UNAVAILABLE}
_TITLES = PhraseSet("staff_pages.trouble_title", Trouble)
_TEXTS = PhraseSet("staff_pages.trouble_text", Trouble)


class StaffViews:
    """Makes each page. Everything is escaped."""

    def __init__(self, root: str) -> None:
        self._pages, self._root = Pages(), root

    def switched_off(self) -> str:
        """Nobody can sign in here."""
        return self._page("staff_off.html")

    def closed(self, said: str) -> str:
        """Nobody can be in for now, and what whoever closed it says of it."""
        return self._page("staff_closed.html", said=said)

    def privacy(self) -> str:
        """What the app in Teams keeps."""
        return self._page("staff_privacy.html")

    def terms(self) -> str:
        """What it is for."""
        return self._page("staff_terms.html")

    def sign_in(self) -> str:
        """The way in."""
        return self._page("staff_sign_in.html")

    def trouble(self, trouble: Trouble) -> str:
        """Why somebody is not in."""
        return self._page("staff_trouble.html", trouble=trouble)

    def caseload(
        self,
        found: Caseload,
        alerts: Sequence[OpenAlert],
        on: date,
        calls: Sequence[WaitingCall] = (),
        failing: Optional[Sequence[FailingNumber]] = None,
        *,
        is_team: bool,
        link: Optional[Link] = None,
    ) -> str:
        """An adviser's people, or a team's, with their open alerts and who waits for a call. `link` is a new one to Teams.

        `failing` is whom texts don't reach; None where nobody is texted: then nobody has a page about it either.
        """
        return self._page(
            "staff_caseload.html",
            key=secrets.token_urlsafe(16),  # makes ticking off a call one deed, however often it is sent
            is_signed_in=True,
            teams_link=_link(link),
            is_team=is_team,
            on=day(on),
            soon=SOON,
            alerts=[_alert(alert) for alert in alerts],
            calls=[{"id": call.id, "who": call, "asked": uk_time(call.asked_at)} for call in calls],
            failing=failing
            if failing is None
            else [{"who": one, "why": FAILING[one.failing]} for one in failing],
            people=_lines(found.people, found, on),
            due=_lines(found.due, found, on),
            without_plan=_lines(found.without_plan, found, on),
            without_contact=_lines(found.without_contact, found, on),
            key_dates=[{"who": key, "day": day(key.day), "what": key.what} for key in found.key_dates],
            indicators=[_indicator(one) for one in found.indicators],
        )

    def person(self, values: Mapping[str, Any], error: Optional[str], said: Optional[str]) -> str:
        """One young person: their plan, what may be done, and how they are texted."""
        return self._page("staff_person.html", is_signed_in=True, error=error, said=said, **values)

    def link_to_teams(self, name: str, asked_at: datetime, asked: str) -> str:
        """Asks whether the account in Teams of that name is that of whoever is signed in; `asked` goes back with the yes."""
        shown = {"whose": clipped(name), "asked_at": uk_time(asked_at), "asked": asked}
        return self._page("staff_teams.html", is_signed_in=True, is_linked=False, **shown)

    def linked_to_teams(self) -> str:
        """It is from now on."""
        return self._page("staff_teams.html", is_signed_in=True, is_linked=True)

    def link_as_it_is(self, link: Link) -> str:
        """The account in Teams that is linked, and how to end that."""
        return self._page("staff_link.html", is_signed_in=True, link=_link(link))

    def move(self, values: Mapping[str, Any]) -> str:
        """One move of a plan, before it is made."""
        return self._page("staff_move.html", is_signed_in=True, **values)

    def their_views(self, values: Mapping[str, Any]) -> str:
        """The form for what the young person thinks of their plan."""
        return self._page("staff_views.html", is_signed_in=True, **values)

    def move_refused(self, person: PersonNow, title: str, why: str) -> str:
        """Why a move can't be made, and what can."""
        return self._page("staff_refused.html", is_signed_in=True, who=person, title=title, why=why)

    def shared(
        self, councils: Mapping[str, Sequence[SharedIndicator]], on: date, link: Optional[Link] = None
    ) -> str:
        """Counts alone, small numbers hidden."""
        shown = {council.title(): [_indicator(one) for one in found] for council, found in councils.items()}
        return self._page(
            "staff_shared.html", is_signed_in=True, on=day(on), councils=shown, teams_link=_link(link)
        )

    def _page(self, name: str, *, is_signed_in: bool = False, **values: Any) -> str:
        return self._pages.page(name, root=self._root, is_signed_in=is_signed_in, **values)


def _link(link: Optional[Link]) -> Optional[dict[str, str]]:
    if link is None:
        return None
    return {"whose": clipped(link.name), "since": uk_time(link.since) if link.since else ""}


def _alert(alert: OpenAlert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "who": alert,
        "raised": uk_time(alert.raised_at),
        "danger": danger_words(alert),
        "asked": asked_words(alert),
    }


def _lines(rows: Sequence[CaseloadRow], found: Caseload, on: date) -> list[dict[str, Any]]:
    return [_line(row, found.next_dates.get(row.young_person_id), found.advisers, on) for row in rows]


def _line(
    row: CaseloadRow, coming: Optional[KeyDate], advisers: Mapping[int, str], on: date
) -> dict[str, Any]:
    return {
        "who": row,
        "plan": _plan(row),
        "due": _due(row, on),
        "contact": day(row.last_meaningful_contact_on)
        if row.last_meaningful_contact_on
        else phrase("staff_pages.no_contact"),
        "next": _next_date(coming),
        "adviser": advisers.get(row.personal_adviser_id, ""),
    }


def _plan(row: CaseloadRow) -> str:
    if row.state is None:
        return phrase("staff_pages.no_plan")
    plan = TO_ADVISER[row.state]
    return phrase("staff_pages.plan_since", plan=plan, day=day(row.since)) if row.since else plan


def _next_date(coming: Optional[KeyDate]) -> str:
    if coming is None:
        return phrase("staff_pages.no_next_date")
    return phrase("staff_pages.next_date", day=day(coming.day), what=coming.what)


def _due(row: CaseloadRow, on: date) -> str:
    if row.state is None:
        return phrase("staff_pages.no_plan_no_day")
    if row.due_on is None:
        return phrase("staff_pages.no_day")
    if row.is_overdue:
        return phrase("staff_pages.overdue", day=day(row.due_on))
    if row.due_on == on:
        return phrase("staff_pages.due_today")
    return phrase("staff_pages.due", day=day(row.due_on))


def _indicator(found: Union[Indicator, SharedIndicator]) -> dict[str, Any]:
    definition = found.definition
    return {
        "label": definition.label,
        "counted": phrase("staff_pages.who_is_counted", counted=definition.counted, among=definition.among),
        "share": phrase("staff_pages.hidden")
        if found.numerator is None
        else phrase("staff_pages.share", some=found.numerator, all=found.denominator),
        "unknown": "-" if found.unknown is None else str(found.unknown),
        "percent": "-" if found.percent is None else f"{found.percent:.0f}%",
        "rating": found.rating or "-",
        "source": definition.source,
    }
