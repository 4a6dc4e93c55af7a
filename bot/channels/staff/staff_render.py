"""The pages of staff as HTML. Words for plans come from casework; here are those of the tables."""

from __future__ import annotations

from datetime import date
from enum import Enum
from http import HTTPStatus
from typing import Any, Mapping, Optional, Sequence, Union

from bot.caseload.call_backs import WaitingCall
from bot.caseload.casework_reads import CaseloadRow, Indicator, KeyDate, SharedIndicator
from bot.caseload.staff_desk import SOON, Caseload
from bot.casework.plans.plan_words import day
from bot.casework.plans.state_words import TO_ADVISER
from bot.channels.web.web_render import Pages
from bot.delivery.alerts.alert_words import uk_time
from bot.delivery.alerts.stored_alerts import OpenAlert

_DANGERS = {
    "crisis_self_harm": "Hurting or killing themselves",
    "crisis_abuse_or_danger": "Abuse, or danger from somebody",
    "crisis_homeless_tonight": "Nowhere to sleep tonight",
    "exploitation": "Being used by others (exploitation)",
    "missing": "Missing, or running away",
}


class Trouble(Enum):
    """Why something was not done: the status, what happened and what to do."""

    REFUSED = (
        HTTPStatus.BAD_REQUEST,
        "You are not signed in",
        "This sign-in was too old, was used already or did not begin in this browser. Start again.",
    )
    UNKNOWN = (
        HTTPStatus.FORBIDDEN,
        "You can't use this page",
        "Your council account works, but it has no access here. Ask the administrator of this assistant at your council.",
    )
    ISSUER_DOWN = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Sign-in does not work at the moment",
        "We can't reach your council's sign-in service. Try again in a few minutes. If it goes on, tell the administrator "
        "of this assistant.",
    )

    NOT_THEIRS = (
        HTTPStatus.FORBIDDEN,
        "That alert is not yours to take on",
        "It is about somebody whom you don't work with, or it is not there any more. Their adviser or team manager can.",
    )

    CALL_NOT_THEIRS = (
        HTTPStatus.FORBIDDEN,
        "That call is not yours to tick off",
        "It is about somebody whom you don't work with, or it is not there any more. Their adviser or team manager can.",
    )

    def __init__(self, status: HTTPStatus, title: str, text: str) -> None:
        self.status, self.title, self.text = status, title, text


class StaffViews:
    """Makes each page. Everything is escaped."""

    def __init__(self, root: str) -> None:
        self._pages, self._root = Pages(), root

    def switched_off(self) -> str:
        """Nobody can sign in here."""
        return self._page("staff_off.html")

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
        *,
        is_team: bool,
    ) -> str:
        """An adviser's people, or a team's, with their open alerts and who waits for a call."""
        return self._page(
            "staff_caseload.html",
            is_signed_in=True,
            is_team=is_team,
            on=day(on),
            soon=SOON,
            alerts=[_alert(alert) for alert in alerts],
            calls=[{"id": call.id, "who": call, "asked": uk_time(call.asked_at)} for call in calls],
            people=_lines(found.people, found, on),
            due=_lines(found.due, found, on),
            without_contact=_lines(found.without_contact, found, on),
            key_dates=[{"who": key, "day": day(key.day), "what": key.what} for key in found.key_dates],
            indicators=[_indicator(one) for one in found.indicators],
        )

    def shared(self, councils: Mapping[str, Sequence[SharedIndicator]], on: date) -> str:
        """Counts alone, small numbers hidden."""
        shown = {council.title(): [_indicator(one) for one in found] for council, found in councils.items()}
        return self._page("staff_shared.html", is_signed_in=True, on=day(on), councils=shown)

    def _page(self, name: str, *, is_signed_in: bool = False, **values: Any) -> str:
        return self._pages.page(name, root=self._root, is_signed_in=is_signed_in, **values)


def _alert(alert: OpenAlert) -> dict[str, Any]:
    danger = _DANGERS.get(alert.danger, alert.danger.replace("_", " ").capitalize())
    return {
        "id": alert.id,
        "who": alert,
        "raised": uk_time(alert.raised_at),
        "danger": f"{danger} (about somebody else)" if alert.is_about_other else danger,
        "asked": "Said yes to a call" if alert.with_consent else "Was told, not asked",
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
        else "None on record",
        "next": f"{day(coming.day)}: {coming.what}" if coming else "None in the next year",
        "adviser": advisers.get(row.personal_adviser_id, ""),
    }


def _plan(row: CaseloadRow) -> str:
    return TO_ADVISER[row.state] + (f" Since {day(row.since)}." if row.since else "")


def _due(row: CaseloadRow, on: date) -> str:
    if row.due_on is None:
        return "The law sets no day"
    if row.is_overdue:
        return f"Overdue since {day(row.due_on)}"
    return "Due today" if row.due_on == on else f"Due by {day(row.due_on)}"


def _indicator(found: Union[Indicator, SharedIndicator]) -> dict[str, Any]:
    hidden = found.numerator is None
    return {
        "label": found.definition.label,
        "counted": f"{found.definition.counted}, among {found.definition.among}",
        "share": "Hidden: small numbers" if hidden else f"{found.numerator} of {found.denominator}",
        "percent": "-" if found.percent is None else f"{found.percent:.0f}%",
        "rating": found.rating or "-",
        "source": found.definition.source,
    }
