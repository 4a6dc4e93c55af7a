"""The desk for staff: who asks is known from their conversation; what they ask is decided, answered and kept in the audit at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Collection, List, Optional, Sequence

from sqlalchemy.orm import Session

from bot.advising.asked_in_words import Reader, Said, Words
from bot.advising.asking import Asking
from bot.advising.at_risk.at_risk_cards import whom_to_ring
from bot.advising.at_risk.at_risk_words import answer_at_risk, told_to_anybody
from bot.advising.at_risk.behind_them import behind_them
from bot.advising.at_risk.who_is_at_risk import who_is_at_risk
from bot.advising.cards.help_cards import access_ended, help_card, how_to_link, is_for_staff_elsewhere
from bot.advising.cards.staff_form import for_professionals, is_unknown
from bot.advising.cards.talk_cards import talk_card
from bot.advising.cards.which_cards import nobody, not_here
from bot.advising.doing.doing_tools import NO_TOOLS, Tools
from bot.advising.doing.open_forms import answer_to_form, draft_of, form_shown
from bot.advising.handlers import Handlers
from bot.advising.offer_words import OfferWords
from bot.advising.persons import known_to
from bot.advising.picked import PICK
from bot.advising.requests.request import Asked, Last
from bot.advising.showing import show
from bot.advising.small_talk import Talk, talk_of
from bot.advising.talk_state import TalkState, keep_state, state_of
from bot.advising.told_first.notice_choices import notices_asked
from bot.advising.wanted import wanted_of
from bot.answer import Answer, Choice
from bot.caseload.staff_desk import When
from bot.delivery.staffing.for_staff import StaffMessage
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import AccessDenied, audited, reach_of, shown_people
from bot.identity.by_teams.teams_links import StaffInTeams, TeamsLinks, has_left, staff_in_teams
from bot.offer.loader import Offer
from bot.records.database import Database
from bot.records.reach import go_on_as, talk
from bot.safeguarding.finding import Danger
from bot.safeguarding.staff_replies import NOTHING_BEHIND, Behind
from bot.settings import Clock

_ASKS_TO_LINK = re.compile(r"\blink", re.IGNORECASE)
_OF_FORM = re.compile(r"contact_save/(\d+)")  # the button of a form that has notes about somebody
_OF_PERSON = (
    "contact",
    "move",
    "views",
    "review",
    "pin",
    "calls",
)  # verbs of deeds that name whom they are about first
_OF_NOBODY_S_RECORDS = (
    Asked.OFFER,
    Asked.ALERTS,
    Asked.SHARE,
    Asked.UNDO,
)  # what the dialogue answers strangers too
_OF_ACCOUNTS = (Talk.WHO_AM_I, Talk.SENT)  # what only somebody who is linked can be told


class Desk:
    """Answers staff: see `bot.delivery.staffing.for_staff.StaffDesk`. `address` is where our pages are, `tools` what deeds need."""

    def __init__(
        self,
        database: Database,
        parameters: Parameters,
        clock: Clock,
        offer: Offer,
        handlers: Handlers,
        read: Reader,
        links: TeamsLinks,
        address: str = "",
        tools: Tools = NO_TOOLS,
    ) -> None:
        self._database, self._parameters, self._clock = database, parameters, clock
        self._offer, self._handlers, self._address = offer, handlers, address
        self._tools, self._links = tools, links
        self._read, self._words = read, Words(read, handlers.by_asked)
        self._of_offer = OfferWords(offer, parameters)

    def answer(self, message: StaffMessage) -> Optional[List[Answer]]:
        """The answers; None where the dialogue is to answer. A button never goes on to the dialogue.

        Somebody who is not theirs is answered as somebody unknown, and kept as a denial. Raises what the database raises.
        """
        if message.choice is None and not message.text.strip():
            return None  # a button of the offer, or a picture alone
        try:
            with audited(self._database, talk(message.conversation)) as session:
                return self._answered(session, message)
        except AccessDenied:
            self._talk_is_about_nobody(message.conversation)
            is_of_danger = message.choice is not None and message.choice.value.startswith("risk_")
            return [nobody(), whom_to_ring()] if is_of_danger else [nobody()]

    def in_danger(self, conversation: str, words: str, danger: Danger) -> Behind:
        """Their duty team, and what they can press; nothing of whom no account is linked to. Raises what the database raises."""
        when = self._when()
        with audited(self._database, talk(conversation)) as session:
            member = staff_in_teams(session, conversation, when.on)
            if member is None:
                return NOTHING_BEHIND
            go_on_as(session, replace(reach_of(member.caller), conversation=conversation))
            asking = Asking(
                session,
                member.caller,
                member.account,
                self._parameters,
                when,
                conversation,
                words,
                tools=self._tools,
            )
            state = state_of(session, conversation, when.now)
            person = who_is_at_risk(asking, state) if danger.is_about_other else None
            if danger.is_about_other:
                keep_state(session, conversation, state.at_risk(danger.kind, person), when.now)
            return behind_them(asking, danger, person)

    def council(self, conversation: str) -> Optional[str]:
        """The council whose offer is meant where none is named: that of the account. None for nobody's account."""
        with self._database.transaction(talk(conversation)) as session:
            member = staff_in_teams(session, conversation, self._clock.today())
        return member.caller.council if member else None

    def shape(self, conversation: str, answers: Sequence[Answer], text: str = "") -> List[Answer]:
        """What the dialogue answered to a text, as professionals need it; whom no account is linked to gets no records by it."""
        when = self._when()
        with self._database.transaction(talk(conversation)) as session:
            member = staff_in_teams(session, conversation, when.on)
            if member is None:
                return [self._to_stranger(session, conversation, one, when, text) for one in answers]
            topics = [one for one in answers if not one.card and self._offer.topic(one.topic, one.place)]
            if topics:
                state = state_of(session, conversation, when.now).told(topics[-1].topic, topics[-1].place)
                keep_state(session, conversation, state, when.now)
        return [self._shaped(one, member, when, text) for one in answers]

    def _to_stranger(
        self, session: Session, conversation: str, answer: Answer, when: When, text: str
    ) -> Answer:
        if is_for_staff_elsewhere(answer):
            return self._how_to_link(session, conversation, when)
        if answer.card:
            return answer
        shaped = for_professionals(answer, self._offer, self._parameters, when.on, text, is_linked=False)
        return self._how_to_link(session, conversation, when) if is_unknown(shaped) else shaped

    def _shaped(self, answer: Answer, member: StaffInTeams, when: When, text: str) -> Answer:
        if answer.card:
            return answer
        if is_for_staff_elsewhere(answer):
            return help_card(member.caller)
        return for_professionals(answer, self._offer, self._parameters, when.on, text)

    def _answered(self, session: Session, message: StaffMessage) -> Optional[List[Answer]]:
        when = self._when()
        member = staff_in_teams(session, message.conversation, when.on)
        if member is None:
            return self._to_nobody(session, message, when)
        go_on_as(session, replace(reach_of(member.caller), conversation=message.conversation))
        asking = Asking(
            session,
            member.caller,
            member.account,
            self._parameters,
            when,
            message.conversation,
            message.text,
            message.inputs,
            message.key,
            self._tools,
            message.told,
        )
        before = state_of(session, message.conversation, when.now)
        answer, after = self._said(asking, message, before)
        after = left_open(after, before, answer)
        if answer is not None or after != before:
            keep_state(session, message.conversation, after, when.now)
        return None if answer is None else [_naming(answer, shown_people(session))]

    def _said(self, asking: Asking, message: StaffMessage, before: TalkState) -> Said:
        if message.choice is not None:
            return self._pressed(asking, message.choice, before)
        state = replace(before, draft={})
        at_risk = answer_at_risk(asking, state)
        if at_risk is not None:
            return at_risk
        of_form = self._of_form(asking, message, before)
        return (of_form, state) if of_form is not None else self._worded(asking, state)

    def _of_form(self, asking: Asking, message: StaffMessage, state: TalkState) -> Optional[Answer]:
        """What words get that are about the form that was shown last; None for all others."""
        form = form_shown(message.shown, message.shown_line, state.draft)
        return answer_to_form(asking, form, self._handlers.by_verb) if form else None

    def _worded(self, asking: Asking, state: TalkState) -> Said:
        """Words: what is only said, and what follows on the last topic, before they are read as a request."""
        talk, when = talk_of(asking.text), asking.when
        if talk is not None:
            return self._talked(asking, talk), state
        names = known_to(asking).names if state.topic else ()
        of_offer = self._of_offer.follow_up(asking.text, state, names, when) or self._of_offer.short_words(
            asking.text, when
        )
        if of_offer is not None:
            return of_offer, state
        answer, after = self._words.answer(asking, state)
        if answer is not None and after.asked is not Asked.HELP:
            return answer, after
        rule = self._of_offer.rule(asking.text, asking.caller.council, when)
        if rule is None:
            return answer, after
        return rule, state.told(rule.topic, rule.place) if rule.topic else state

    def _talked(self, asking: Asking, talk: Talk) -> Answer:
        if talk is Talk.SENT:
            return notices_asked(asking, None)
        return talk_card(talk, asking.caller, self._council_name(asking.caller.council or ""))

    def _council_name(self, council: str) -> str:
        known = self._offer.places.get(council) or (
            self._tools.councils and self._tools.councils.get(council)
        )
        return known.name if known else ""

    def _pressed(self, asking: Asking, choice: Choice, state: TalkState) -> Said:
        verb, *args = choice.value.split("/")
        handler = self._handlers.by_verb.get(verb)
        if handler is not None:
            return handler(asking, args), _about(verb, args, state)
        if verb == PICK:
            return self._words.picked(asking, args, state)
        wanted = wanted_of(verb, args)
        if wanted is None:
            return not_here(), state
        return show(asking, wanted), state.after(wanted)

    def _to_nobody(self, session: Session, message: StaffMessage, when: When) -> Optional[List[Answer]]:
        """Whom no account is linked to gets general answers alone, and how to link."""
        at_risk = told_to_anybody(message.text) if message.choice is None else None
        if at_risk is not None:
            return [at_risk]
        if message.choice is None and not _ASKS_TO_LINK.search(message.text):
            talk = talk_of(message.text)
            if talk is not None and talk not in _OF_ACCOUNTS:
                return [talk_card(talk, None)]
            of_law = self._of_offer.short_words(message.text, when)
            if of_law is not None:
                return [of_law]
            read = self._read(message.text, when.on, Last(), ())
            is_situation = (
                read.asked is Asked.STATUS and read.is_unclear
            )  # "he has been arrested": nobody is named
            if talk is None and (read.asked in _OF_NOBODY_S_RECORDS or is_situation):
                return None
        return [self._how_to_link(session, message.conversation, when)]

    def _left(self, session: Session, message: StaffMessage, when: When) -> bool:
        return has_left(session, message.conversation, when.on)

    def _how_to_link(self, session: Session, conversation: str, when: When) -> Answer:
        """Whoever has left is told so: a new link would open nothing."""
        if has_left(session, conversation, when.on):
            return access_ended()
        return how_to_link(self._links.begin(session, conversation, self._address, when.now))

    def _talk_is_about_nobody(self, conversation: str) -> None:
        """Whoever asked for somebody and got nobody must not get whom the talk was about before by "hers"."""
        now = self._clock.now()
        with self._database.transaction(talk(conversation)) as session:
            keep_state(session, conversation, state_of(session, conversation, now).about(None), now)

    def _when(self) -> When:
        return When(self._clock.today(), self._clock.now())


def _naming(answer: Answer, people: Collection[int]) -> Answer:
    """The answer, with whom its card names: every look is kept, so it is whoever was looked at for it."""
    if answer.card is None or not people:
        return answer
    return answer.copy(update={"card": answer.card.copy(update={"people": tuple(sorted(people))})})


def left_open(after: TalkState, before: TalkState, answer: Optional[Answer]) -> TalkState:
    """With what this answer leaves open, and nothing of the one before."""
    kept = {} if after.draft is before.draft else after.draft
    draft = (draft_of(answer) if answer else {}) or kept
    whom = _OF_FORM.match(str(draft.get("value", "")))
    if whom and int(whom[1]) != after.person:  # an erasure finds a draft by whom the talk is about
        after = after.about(int(whom[1]))
    return replace(after, draft=draft)


def _about(verb: str, args: Sequence[str], state: TalkState) -> TalkState:
    """After a button of a deed, which names whom it is about first."""
    is_of_person = verb in _OF_PERSON and bool(args) and args[0].isdecimal()
    return state.about(int(args[0])) if is_of_person else state
