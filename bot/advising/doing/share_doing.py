"""Sharing an answer with a young person: the plain words, shown exactly as they will be sent, left in their chat or told of by text."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import Optional, Sequence

from bot.advising.advising_tables import StaffTalk
from bot.advising.asking import Asking
from bot.advising.doing.acts import do_share
from bot.advising.doing.deed_words import done_already
from bot.advising.doing.deeds import Done
from bot.advising.doing.doing_cards import about, press, told, undo_button, with_undo
from bot.advising.doing.doing_tools import Notices
from bot.answer import Answer, Choice
from bot.answer_data import as_data
from bot.caseload.person_now import PersonNow, person_now
from bot.casework.codes import Role
from bot.identity.access.decisions import Action, demand
from bot.offer.answers import answer_for
from bot.offer.figures import fill
from bot.offer.lengths import easy_answer
from bot.phrases import phrase


def open_share(asking: Asking, args: Sequence[str]) -> Answer:
    """The words as they will be sent, and the ways to send them: `share/<topic>/<place>/<person>`."""
    person = person_now(asking.session, asking.caller, int(args[2]), asking.when.now)
    return _shown(asking, person, version_to_send(asking, args[0], args[1]))


def share_asked(asking: Asking, person: int) -> Answer:
    """The same in words: of the topic that was answered last, as the person's own council has it."""
    found = person_now(asking.session, asking.caller, person, asking.when.now)
    talk = asking.session.get(StaffTalk, asking.conversation)
    if talk is None or not talk.topic:
        return _said(phrase("staff_deeds.share.no_topic"))
    return _shown(asking, found, version_to_send(asking, talk.topic, found.council))


def not_to_colleagues() -> Answer:
    """What a list is not sent on for, and how a manager or colleague comes by theirs."""
    return told(
        phrase("staff_deeds.share.to_colleague_title"),
        phrase("staff_deeds.share.to_colleague"),
        (phrase("staff_deeds.share.to_colleague_meaning"),),
    )


def share_by_web(asking: Asking, args: Sequence[str]) -> Answer:
    """Leave it in their chat: `share_web/<topic>/<place>/<person>/<digest>`."""
    return _share(asking, args, None)


def share_by_text(asking: Asking, args: Sequence[str]) -> Answer:
    """Leave it there, and text them that it waits, if they may be texted now: `share_text/...` as above."""
    notices, person = asking.tools.notices, int(args[2])
    demand(asking.session, asking.caller, Action.ANSWER_SHARE, person, asking.when.now)
    if notices is None or _why_no_text(asking, person) is not None:
        return open_share(asking, args)
    return _share(asking, args, notices)


def version_to_send(asking: Asking, topic_id: str, place: str) -> Optional[Answer]:
    """The plain words of a topic as a place has them, as an answer of ours; None where there are none."""
    offer = asking.tools.offer
    topic = offer.topic(topic_id, place) if offer is not None else None
    if offer is None or topic is None or not topic.easy:
        return None
    whole = answer_for(topic, offer, asking.parameters, asking.when.on)
    easy = easy_answer(whole, topic, partial(fill, parameters=asking.parameters, on=asking.when.on))
    more = Choice(label=phrase("staff_deeds.share.more", title=topic.title), kind="topic", value=topic.id)
    title = (
        phrase("staff_deeds.share.from_adviser", title=topic.title)
        if asking.caller.role is Role.PERSONAL_ADVISER
        else phrase("staff_deeds.share.from_team", title=topic.title)
    )
    return Answer(
        title=title,
        lead=easy.lead,
        topic=easy.topic,
        place=easy.place,
        place_name=easy.place_name,
        paragraphs=easy.paragraphs,
        choices=(more,),
    )


def words_of(answer: Answer) -> tuple[str, ...]:
    """What the young person reads, in order."""
    return (answer.title, *answer.lead.split("\n"), *(one.text for one in answer.paragraphs))


def _share(asking: Asking, args: Sequence[str], notices: Optional[Notices]) -> Answer:
    topic, place, person, digest = args[0], args[1], int(args[2]), args[3]
    answer = version_to_send(asking, topic, place)
    if answer is None or _digest(answer) != digest:
        found = person_now(asking.session, asking.caller, person, asking.when.now)
        return _shown(asking, found, answer, lead=phrase("staff_deeds.share.changed"))
    done = do_share(asking.doer, asking.key, person, answer, notices)
    return _shared(asking, done) if done.is_first else done_already(done)


def _shown(asking: Asking, person: PersonNow, answer: Optional[Answer], lead: str = "") -> Answer:
    if answer is None:
        return _said(phrase("staff_deeds.share.no_words"))
    why = _why_no_text(asking, person.id)
    said = lead or phrase("staff_deeds.share.lead")
    if why:
        said = f"{said} {phrase('staff_deeds.share.no_text', why=why)}"
    target = f"{answer.topic}/{answer.place}/{person.id}/{_digest(answer)}"
    buttons = [press(phrase("staff_deeds.share.web"), f"share_web/{target}")]
    if asking.tools.notices is not None and why is None:
        buttons.append(press(phrase("staff_deeds.share.text"), f"share_text/{target}"))
    return told(
        phrase("staff_deeds.share.title"),
        said,
        (phrase("staff_deeds.share.meaning"),),
        facts=(about(person),),
        quote=words_of(answer),
        choices=buttons,
    )


def _shared(asking: Asking, done: Done) -> Answer:
    person = person_now(asking.session, asking.caller, done.person, asking.when.now)
    by_text = done.said["by"] == "text"
    lead = phrase("staff_deeds.share.done_text") if by_text else phrase("staff_deeds.share.done_web")
    return told(
        phrase("staff_deeds.share.done_title"),
        with_undo(lead, done),
        (phrase("staff_deeds.share.meaning"),),
        facts=(about(person),),
        choices=(undo_button(done),),
    )


def _why_no_text(asking: Asking, person: int) -> Optional[str]:
    """In words; None where they may be texted, or nobody is texted here at all."""
    notices = asking.tools.notices
    return None if notices is None else notices.why_not(asking.session, person, asking.when.now)


def _digest(answer: Answer) -> str:
    """Of the words that were shown: others are shown again before they are sent."""
    return hashlib.sha256(json.dumps(as_data(answer)).encode("utf-8")).hexdigest()[:12]


def _said(lead: str) -> Answer:
    return told(phrase("staff_deeds.share.title"), lead, (phrase("staff_deeds.share.meaning"),))
