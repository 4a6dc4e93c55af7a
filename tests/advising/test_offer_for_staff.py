"""What the dialogue answers staff is given the form that professionals need, and nothing of it in danger or for strangers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from desk_world import MANAGER, SAM, STRANGER, TODAY, DeskWorld, add_person, last_talk, talk_of

from bot.advising.cards.rule_card import rule_answer
from bot.advising.cards.staff_form import for_professionals
from bot.advising.requests.request import Asked, Request
from bot.answer import Answer, Choice
from bot.delivery.conversation.journal import MemoryJournal
from bot.delivery.staffing.for_staff import CHANNEL
from bot.front_door import FrontDoor, Incoming
from bot.offer.answers import answer_for
from bot.offer.figures import fill
from bot.offer.lengths import length_choices
from bot.offer.short_answers import passage_answer
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import check_in_reply, something_went_wrong, supportive_reply, urgent_reply
from bot.talk.compare import compare
from bot.talk.general_answers import choices_for, did_you_mean, dont_know, with_sign_in
from bot.talk.people_words import for_staff
from bot.talk.word_meaning import meaning

if TYPE_CHECKING:
    from typing import Optional

    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer


def as_said(offer: Offer, parameters: Parameters, topic_id: str, place: str = "rutland") -> Answer:
    """What the dialogue says of a topic."""
    topic = offer.topic(topic_id, place)
    assert topic is not None
    answer = answer_for(topic, offer, parameters, TODAY)
    return answer.copy(update={"choices": (*length_choices(topic), *answer.choices)})


@dataclass
class Said:
    """A dialogue that gives one answer, and keeps what it was asked with."""

    answer: Answer
    councils: list[Optional[str]] = field(default_factory=list)

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Optional[Choice] = None,
        council: Optional[str] = None,
        message_id: str = "",
    ) -> list[Answer]:
        """The answer."""
        self.councils.append(council)
        return [self.answer]

    async def take_back(self, conversation: str, message_id: str) -> None:
        """Nothing is kept."""

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""

    async def about(self, text: str) -> Optional[str]:
        """Nobody asks."""
        return None


async def through_the_door(
    made: DeskWorld, dialogue: Said, who: str, text: str, channel: str = CHANNEL
) -> list[Answer]:
    """What somebody gets whose words go the whole way."""
    door = FrontDoor(dialogue, MemoryJournal(), desk=made.desk)
    reply = await door.handle(Incoming(channel, talk_of(who), "m1", text))
    return reply.answers


YOUNG = re.compile(r"\b(?:you|your|yours|yourself)\b|\bask (?:your|a)\b|\bsign in\b|No PA\?", re.IGNORECASE)
AUTHORS = re.compile(
    r"\b[Pp]ut in\b|\bplease add\b|\bone source only\b|\bseen once\b|\blines? \d|\bD\d\d\b", re.IGNORECASE
)
MOST_WORDS = 120  # labels among them; names of Acts and papers are long
MOST_ON_AVERAGE = 90


def before_the_press(shaped: Answer) -> str:
    """All that is read on the phone before anything is pressed, but for the buttons."""
    assert shaped.card is not None
    facts = [f"{fact.name} {fact.value}" for fact in shaped.card.facts]
    return " ".join([shaped.title, shaped.place_name, shaped.lead, *facts])


def every_topic(offer: Offer, parameters: Parameters) -> list[tuple[str, str, Answer]]:
    """Each topic of each place as staff get it: its id, the place, the answer."""
    return [
        (
            topic.id,
            place,
            for_professionals(as_said(offer, parameters, topic.id, place), offer, parameters, TODAY),
        )
        for place in offer.places
        for topic in offer.topics_of(place)
    ]


def test_every_topic_has_rule_section_who_limits_source_and_a_version(
    offer: Offer, parameters: Parameters
) -> None:
    """In every place, whatever the topic: nothing of the form is missing, and the version to send is the first button."""
    shown = every_topic(offer, parameters)
    assert len({topic for topic, _, _ in shown}) >= 51
    for topic, place, shaped in shown:
        assert shaped.card is not None
        facts = {fact.name: fact.value for fact in shaped.card.facts}
        assert set(facts) >= {"Section", "Who qualifies", "Time limits", "Source"}, (topic, place)
        assert all(facts.values()), (topic, place)
        assert "hecked" in facts["Source"], (topic, place)
        assert shaped.sources
        assert shaped.card.meaning
        assert shaped.choices[0].value == f"send/{topic}/{place}"
        assert "no text for professionals" not in shaped.lead, (topic, place)


def test_no_topic_speaks_to_a_young_person_or_to_authors(offer: Offer, parameters: Parameters) -> None:
    """Neither before the press nor behind it: no second person, no adviser to ask, no sign-in, no note to those who write."""
    for topic, place, shaped in every_topic(offer, parameters):
        assert shaped.card is not None
        front = before_the_press(shaped)
        behind = " ".join([*shaped.card.meaning, *shaped.notes, *(label.label for label in shaped.choices)])
        assert not YOUNG.search(front), (topic, place, YOUNG.search(front))
        assert not YOUNG.search(" ".join(shaped.card.meaning)), (
            topic,
            place,
            YOUNG.search(" ".join(shaped.card.meaning)),
        )
        assert not AUTHORS.search(front), (topic, place)
        assert not AUTHORS.search(behind), (topic, place)
        assert not any((shaped.steps, shaped.contacts, shaped.paragraphs, shaped.notes)), (topic, place)


def test_what_stands_before_the_press_is_read_on_a_phone(offer: Offer, parameters: Parameters) -> None:
    """About 90 words: on average fewer, and none much longer."""
    words = {
        (topic, place): len(before_the_press(shaped).split())
        for topic, place, shaped in every_topic(offer, parameters)
    }
    longest = max(words, key=words.__getitem__)
    assert words[longest] <= MOST_WORDS, (longest, words[longest])
    assert sum(words.values()) / len(words) <= MOST_ON_AVERAGE


def test_a_rule_names_its_section_who_qualifies_and_its_deadline(
    offer: Offer, parameters: Parameters
) -> None:
    """For the needs assessment: the regulation, the ages of the content, and three months."""
    shaped = for_professionals(as_said(offer, parameters, "needs_assessment"), offer, parameters, TODAY)
    topic = offer.topic("needs_assessment", "rutland")
    assert shaped.card is not None
    assert topic is not None
    facts = {fact.name: fact.value for fact in shaped.card.facts}
    assert facts["Section"] == "The law: SI 2010/959, regulations 42 and 43"
    assert topic.applies_to.who in facts["Who qualifies"]
    assert facts["Time limits"].startswith("Within 3 months of turning 16")


def test_what_the_council_adds_stands_with_its_paper_and_its_age(
    offer: Offer, parameters: Parameters
) -> None:
    """The law and Rotherham's own are apart, and the paper says its month, how old it is and that it was a proposal."""
    shaped = for_professionals(
        as_said(offer, parameters, "staying_put_ending", "rotherham"), offer, parameters, TODAY
    )
    assert shaped.card is not None
    facts = {fact.name: fact.value for fact in shaped.card.facts}
    assert "28 days" in facts["Rotherham adds"]
    assert "28 days" not in shaped.lead
    assert "(April 2017, 9 years old)" in facts["Source"]
    assert any("not yet agreed" in text for text in shaped.card.meaning)


def test_a_topic_without_a_text_for_professionals_says_so(offer: Offer, parameters: Parameters) -> None:
    """Nothing is turned into the third person by guess: what young people are told stands behind the press, under that name."""
    topic = offer.topic("mentoring", "england")
    assert topic is not None
    bare = topic.copy(update={"for_staff": None})
    shaped = rule_answer(bare, as_said(offer, parameters, "mentoring", "england"), offer, parameters, TODAY)
    assert shaped.lead.startswith("There is no text for professionals")
    assert shaped.card is not None
    assert any(text == f"What young people are told: {topic.lead}" for text in shaped.card.meaning)


def test_a_topic_without_a_deadline_says_that_none_is_named(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """No day is made up."""
    shaped = for_professionals(as_said(offer, parameters, "mentoring", "england"), offer, parameters, TODAY)
    assert shaped.card is not None
    facts = {fact.name: fact.value for fact in shaped.card.facts}
    assert facts["Time limits"] == "None named"


async def test_the_answer_takes_the_form_on_its_way_and_the_talk_keeps_the_topic(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """The dialogue is asked for the adviser's own council, and "share that" knows afterwards what that is."""
    dialogue = Said(as_said(offer, parameters, "setting_up_home"))
    [answer] = await through_the_door(made, dialogue, SAM, "who gets the setting up home allowance")
    assert dialogue.councils == ["rutland"]
    assert answer.card is not None
    assert answer.choices[0].value == "send/setting_up_home/rutland"
    assert not any(choice.kind == "follow_up" for choice in answer.choices)
    talk = last_talk(made, SAM)
    assert talk is not None
    assert (talk.asked, talk.topic) == ("offer", "setting_up_home")


async def test_another_channel_gets_the_answer_as_it_is(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """Young people on the page: no form for staff, no version to send, no council."""
    said = as_said(offer, parameters, "setting_up_home")
    dialogue = Said(said)
    assert await through_the_door(made, dialogue, SAM, "the setting up home allowance?", "web") == [said]
    assert dialogue.councils == [None]


async def test_a_stranger_gets_the_rule_and_nothing_that_needs_an_account(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """Whom no account is linked to reads the same form; the version to send is not theirs, and no council is taken for them."""
    dialogue = Said(as_said(offer, parameters, "setting_up_home"))
    [answer] = await through_the_door(made, dialogue, STRANGER, "the setting up home allowance?")
    assert dialogue.councils == [None]
    assert answer.lead.startswith("Statutory guidance expects at least £3,000")
    assert not any(choice.kind == "staff" for choice in answer.choices)


async def test_a_button_of_the_offer_is_the_dialogue_s(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """A topic that stands below an answer is pressed: no words, so nothing for the desk, and the answer takes the form."""
    dialogue = Said(as_said(offer, parameters, "council_tax"))
    pressed = Choice(label="Council tax", kind="topic", value="council_tax")
    door = FrontDoor(dialogue, MemoryJournal(), desk=made.desk)
    reply = await door.handle(Incoming(CHANNEL, talk_of(SAM), "m1", choice=pressed))
    assert [answer.choices[0].value for answer in reply.answers] == ["send/council_tax/rutland"]
    assert dialogue.councils == ["rutland"]


async def test_danger_is_answered_as_for_everybody(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """An adviser who writes of danger gets the urgent reply, in no form but its own."""
    dialogue = Said(as_said(offer, parameters, "setting_up_home"))
    [answer] = await through_the_door(made, dialogue, SAM, "i want to kill myself tonight")
    assert answer.urgency == "urgent"
    assert answer.card is None


async def test_an_answer_of_the_desk_is_not_shaped_again(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """What the desk says goes out as it said it, and the dialogue is not asked."""
    made.says["my caseload"] = Request(Asked.CASELOAD)
    dialogue = Said(as_said(offer, parameters, "setting_up_home"))
    [answer] = await through_the_door(made, dialogue, SAM, "my caseload")
    assert answer.title == "Caseload"
    assert dialogue.councils == []


async def test_where_shaping_fails_the_answer_goes_out_as_it_was(
    made: DeskWorld, offer: Offer, parameters: Parameters, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer is true in any form; the failure is on the log by its kind alone."""
    said = as_said(offer, parameters, "setting_up_home")

    class Broken(Said):
        """Takes the table of talks away before it answers."""

        async def respond(self, *given: object, **named: object) -> list[Answer]:
            """The answer."""
            with made.database.owning() as engine, engine.begin() as connection:
                connection.exec_driver_sql("DROP TABLE staff_talk")
            return [said]

    answers = await through_the_door(made, Broken(said), SAM, "the setting up home allowance?")
    assert answers == [said]
    assert "could not be given the form for staff" in caplog.text
    assert "allowance" not in caplog.text


def test_what_points_staff_to_their_pages_becomes_help_or_how_to_link(made: DeskWorld, offer: Offer) -> None:
    """In Teams nobody who is linked is told that they are not staff."""
    said = for_staff(offer, "rutland")
    [linked] = made.desk.shape(talk_of(SAM), [said])
    [manager] = made.desk.shape(talk_of(MANAGER), [said])
    [stranger] = made.desk.shape(talk_of(STRANGER), [said])
    assert linked.title == manager.title == "What you can ask me"
    assert stranger.title == "Your account is not linked yet"


def test_what_is_not_held_is_said_shortly_and_never_sends_staff_to_an_adviser(
    made: DeskWorld, offer: Offer
) -> None:
    """No personal adviser, no sign-in, no plan of their own; and no topic that shares no word with the question."""
    likely = ["sexual_health", "setting_up_home", "pathway_plan_status"]
    for time in (1, 2, 3):
        said = with_sign_in(dont_know(likely, offer, "rutland", time))
        [far] = made.desk.shape(talk_of(SAM), [said], "can she have a pony")
        [near] = made.desk.shape(
            talk_of(SAM), [dont_know(likely[1:], offer, "rutland", time)], "home alone film"
        )
        assert far.title == near.title == "Not something I hold"
        assert not YOUNG.search(
            " ".join([far.title, far.lead, far.question, *far.notes]).replace("your own young", "")
        )
        assert len(far.lead.split()) <= 40
        assert [choice.value for choice in far.choices] == ["help"]
        assert [choice.value for choice in near.choices] == ["setting_up_home", "help"]
        assert not far.contacts


def test_a_doubt_between_topics_names_them_for_staff(made: DeskWorld, offer: Offer) -> None:
    """Which is meant is asked with the titles that professionals read, without the numbers for young people."""
    pair = choices_for(["setting_up_home", "council_tax"], offer, "rutland")
    [asked] = made.desk.shape(talk_of(SAM), [did_you_mean(pair, "rutland")], "home tax")
    assert asked.title == "Which is meant?"
    assert [choice.label for choice in asked.choices] == [
        "Setting up home allowance",
        "Council tax",
        "What you can ask me",
    ]
    assert not asked.notes


def test_what_was_found_by_its_words_says_that_it_may_not_be_meant(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """What is said with a doubt is shown in the form, and not as if it had been asked for."""
    said = as_said(offer, parameters, "council_tax").copy(update={"is_doubtful": True})
    [shaped] = made.desk.shape(talk_of(SAM), [said], "bus tax")
    assert shaped.lead.startswith("Perhaps: No national exemption.")


def test_what_was_asked_of_a_topic_stands_first_among_the_facts(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """What young people are told on just that, under its question; not how it was said to whoever asked twice, nor the first passage again."""
    topic = offer.topic("council_tax", "rutland")
    assert topic is not None
    first, asked = topic.passages[0], topic.of_aspect("what_if_no")
    assert asked not in (None, first)
    for passage in (first, asked):
        said = passage_answer(topic, passage, offer, parameters, TODAY).copy(update={"lead": "I told you."})
        [shaped] = made.desk.shape(talk_of(SAM), [said], "council tax")
        assert shaped.card is not None
        value = fill(passage.whole_text, parameters, TODAY)
        assert (
            (shaped.card.facts[0].name, shaped.card.facts[0].value) == ("Young people are told", value)
        ) is (passage is asked)


def test_what_a_named_council_gives_begins_with_what_it_adds(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """ "What does Rotherham give?" is answered by Rotherham's line, then the rule; without the name the rule comes first."""
    said = as_said(offer, parameters, "council_tax", "rotherham")
    [named] = made.desk.shape(talk_of(SAM), [said], "what does Rotherham give?")
    [bare] = made.desk.shape(talk_of(SAM), [said], "council tax")
    assert named.lead.startswith("Rotherham: Draft of 2017: 100% off")
    assert bare.lead.startswith("No national exemption.")


def test_the_section_is_the_one_that_the_rule_names(offer: Offer, parameters: Parameters) -> None:
    """Of several laws: for money section 23B, at the police station the Act that gives the rights and no other."""
    for topic, law in (
        ("money_and_benefits", "The law: Children Act 1989, sections 23B and 23C"),
        ("criminal_justice", "The law: Police and Criminal Evidence Act 1984"),
        ("setting_up_home", "The law: Children Act 1989, sections 23B, 23C and 24B"),
    ):
        shaped = for_professionals(as_said(offer, parameters, topic), offer, parameters, TODAY)
        assert shaped.card is not None
        assert shaped.card.facts[0].value == law


def test_the_meaning_of_a_short_word_is_told_as_to_staff(made: DeskWorld, offer: Offer) -> None:
    """Where the dialogue explains it, the words are those for professionals."""
    term = next(term for term in offer.terms("rutland") if term.term == "IRO")
    [shaped] = made.desk.shape(talk_of(SAM), [meaning(term, offer, "rutland")], "who is her IRO")
    assert shaped.lead == "IRO is short for independent reviewing officer."


def test_a_comparison_of_councils_has_the_rule_once_and_what_each_adds(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """Side by side in professionals' words, and nothing of the words for young people."""
    said = compare("council_tax", ["rutland", "rotherham"], offer, parameters, TODAY)
    [shaped] = made.desk.shape(talk_of(SAM), [said], "compare council tax")
    assert shaped.card is not None
    facts = {fact.name: fact.value for fact in shaped.card.facts}
    assert shaped.lead.startswith("No national exemption.")
    assert facts["Rotherham"].startswith("Draft of 2017: 100% off")
    assert "says nothing on council tax" in facts["Rutland"]
    assert not shaped.columns


def test_what_is_said_in_danger_or_in_failure_is_not_touched(made: DeskWorld) -> None:
    """The check-in, thanks for telling and our own failure stay word by word, with their numbers."""
    danger = Danger("missing", is_about_other=True)
    for said in (
        check_in_reply(danger),
        supportive_reply(danger),
        urgent_reply(danger),
        something_went_wrong("1"),
    ):
        assert made.desk.shape(talk_of(SAM), [said], "she is missing") == [said]
        assert made.desk.shape(talk_of(STRANGER), [said], "she is missing") == [said]


def test_a_version_is_shown_word_by_word_and_then_confirmed_for_one_person(
    made: DeskWorld, offer: Offer, parameters: Parameters
) -> None:
    """What is quoted first is what the confirmation quotes; whom it goes to is looked for among one's own alone."""
    add_person(made, SAM, "Kai", "YP-1")
    add_person(made, "nell", "Ash", "YP-2")
    version = made.press(SAM, "send/setting_up_home/rutland")
    assert version.card is not None
    assert version.card.form is not None
    assert version.choices[version.card.form.press].value == "send_to/setting_up_home/rutland"
    confirmation = made.press(SAM, "send_to/setting_up_home/rutland", {"who": "Kai"})
    assert confirmation.card is not None
    assert version.card.quote == confirmation.card.quote
    assert "£3,000" in " ".join(version.card.quote)
    assert "Kai" in confirmation.card.json()
    other = made.press(SAM, "send_to/setting_up_home/rutland", {"who": "Ash"})
    assert other.lead.startswith("Nobody of yours")


def test_an_empty_name_is_asked_for_again_at_its_field(made: DeskWorld) -> None:
    """With what is wrong, and the words still there."""
    answer = made.press(SAM, "send_to/setting_up_home/rutland", {"who": "  "})
    assert answer.card is not None
    assert answer.card.form is not None
    assert answer.card.form.fields[0].error == "Give a name or reference."
    assert answer.card.quote


def test_whom_the_talk_was_about_is_one_press_away(made: DeskWorld) -> None:
    """After somebody's plan, the version can go to them without a name; before, no button guesses."""
    person = add_person(made, SAM, "Kai", "YP-1")
    before = made.press(SAM, "send/council_tax/rutland")
    made.press(SAM, f"status/{person}")
    after = made.press(SAM, "send/council_tax/rutland")
    share = f"share/council_tax/rutland/{person}"
    assert share not in {choice.value for choice in before.choices}
    assert share in {choice.value for choice in after.choices}


def test_a_version_of_what_is_no_topic_is_not_here(made: DeskWorld) -> None:
    """A button of content that was taken away does nothing and says so."""
    assert made.press(SAM, "send/luck/rutland").title == "Not here"
    assert made.press(SAM, "nonsense/1").title == "Not here"
