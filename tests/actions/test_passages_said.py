"""What is said is one passage: surely, with a doubt, in one line if this talk had it, and of several questions each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from talk import part

from actions.certainty import WHOLE_QUESTION
from bot.answer import Choice
from bot.talk.choosing import BESIDE, LEAD, NEAREST, PART, SURE
from bot.talk.general_answers import sign_in_button

if TYPE_CHECKING:
    from talk import Talk

    from bot.answer import Answer

JUST = 0.001
COST = ("bus_pass", "cost", SURE)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def labels(answer: Answer) -> list[str]:
    """What its buttons say."""
    return [choice.label for choice in answer.choices]


def test_the_likeliest_passage_is_said_and_nothing_around_it(small_talk: Talk) -> None:
    """Its words under its question, and what can be asked next."""
    small_talk.slots["my_council"] = "moor"
    [answer] = small_talk.hears("ask", "bus_pass", ranked=[COST, ("bus_pass", "what", 0.1)])
    assert (answer.title, answer.lead, answer.is_doubtful) == (
        "What does it cost?",
        "It is free. Ask nobody.",
        False,
    )
    assert labels(answer) == [
        "How do I ask?",
        "What if they say no?",
        "What if I lose it?",
        "The whole answer",
    ]


def test_what_is_likely_and_not_sure_is_said_with_a_doubt(small_talk: Talk) -> None:
    """Just below sure it says "maybe", with what else may be meant, the whole answer and a person; four buttons at most."""
    small_talk.slots["my_council"] = "moor"
    others = [("bus_pass", name, PART) for name in ("what", "asking", "refused")]
    [answer] = small_talk.hears("ask", "bus_pass", ranked=[("bus_pass", "cost", SURE - JUST), *others])
    assert (answer.lead, answer.is_doubtful) == ("Maybe this helps: It is free. Ask nobody.", True)
    assert labels(answer) == ["Can I get a pass?", "How do I ask?", "The whole answer", "Talk to a person"]


def test_what_is_not_likely_is_said_as_the_nearest(small_talk: Talk) -> None:
    """With the words that we may not know, with what else may be meant, and a person."""
    small_talk.slots["my_council"] = "moor"
    others = [("bus_pass", "what", PART)]
    [answer] = small_talk.hears("ask", "bus_pass", ranked=[("bus_pass", "cost", LEAD - JUST), *others])
    assert answer.lead.startswith("I may not know this. The nearest: It is free.")
    assert (answer.is_doubtful, answer.is_nearest) == (True, True)
    assert labels(answer) == ["Can I get a pass?", "The whole answer", "Talk to a person"]


def test_what_else_a_message_may_ask_is_the_first_button(small_talk: Talk) -> None:
    """Where the words of a message look like two topics, and only one passage is likely for it."""
    small_talk.slots["my_council"] = "moor"
    [answer] = small_talk.hears("ask", "bus_pass", ranked=[COST], questions=["bus_pass", "train_pass"])
    assert answer.passage == "cost"
    assert (answer.choices[0].kind, answer.choices[0].value) == ("passage", "moor/train_pass/what")
    assert labels(answer)[-1] == "The whole answer"


def test_what_is_hardly_likely_is_no_answer(small_talk: Talk) -> None:
    """Below the limit we say that we don't know, and ask whether one of these is meant."""
    [answer] = small_talk.hears("ask", ("bus_pass", 0.8), ranked=[("bus_pass", "cost", NEAREST - JUST)])
    assert answer.title == "I don't know that one"
    assert labels(answer)[:1] == ["What does it cost?"]
    assert small_talk.slots.get("said") is None


def test_a_refused_question_may_still_be_what_a_passage_answers(small_talk: Talk) -> None:
    """Where no topic fits, a passage that is likely is said with a doubt; the next short question is about it."""
    [answer] = small_talk.hears("nlu_fallback", ("out_of_scope", 0.2), ranked=[COST])
    assert answer.is_doubtful
    assert answer.lead.startswith("Maybe this helps: ")
    [again] = small_talk.hears("repeat_or_simplify", "repeat_or_simplify", text="say that again")
    assert again.lead == "It is free. Ask nobody."


def test_a_find_ends_a_row_of_refusals(small_talk: Talk) -> None:
    """After something useful was said, the next refusal is a first one."""
    small_talk.hears("nlu_fallback", text="qwerty uiop")
    small_talk.hears("nlu_fallback", ranked=[COST])
    [answer] = small_talk.hears("nlu_fallback", text="qwerty uiop")
    assert answer.title == "I don't know that one"


def test_what_this_talk_had_is_told_in_one_line(small_talk: Talk) -> None:
    """The first sentence, no steps or papers again, what is still open, and a person; four buttons at most."""
    small_talk.slots["my_council"] = "moor"
    small_talk.hears("ask", "bus_pass", ranked=[COST])
    [again] = small_talk.hears("ask", "bus_pass", ranked=[COST])
    assert again.lead == "I told you this already: It is free."
    assert (again.steps, again.sources, again.notes) == ((), (), ())
    assert again.question == "Here is what else I know about it."
    assert labels(again) == ["How do I ask?", "What if they say no?", "The whole answer", "Talk to a person"]


def test_what_was_told_is_not_offered_again(small_talk: Talk) -> None:
    """When nothing is left to ask, there is no list of it, and nothing says that there is."""
    small_talk.slots["my_council"] = "moor"
    for name in ("asking", "refused", "lost", "what", "cost"):
        small_talk.hears("ask", "bus_pass", ranked=[("bus_pass", name, SURE)])
    [again] = small_talk.hears("ask", "bus_pass", ranked=[COST])
    assert (again.question, labels(again)) == ("", ["The whole answer", "Talk to a person"])


def test_another_council_s_words_are_told_in_full(small_talk: Talk) -> None:
    """What England says was told; what Hamlet says on the same was not."""
    small_talk.slots["my_council"] = "moor"
    small_talk.hears("ask", "bus_pass", ranked=[COST])
    [answer] = small_talk.hears("ask", "bus_pass", ranked=[COST], council="hamlet")
    assert answer.lead == "In Hamlet it costs 5 pounds."


def test_the_council_is_asked_for_once_where_it_matters(small_talk: Talk) -> None:
    """With the first answer that a council may change; the choices are the councils and the whole answer."""
    [train] = small_talk.hears("ask", "train_pass", ranked=[("train_pass", "what", SURE)])
    [first] = small_talk.hears("ask", "bus_pass", ranked=[COST])
    [second] = small_talk.hears("ask", "bus_pass", ranked=[("bus_pass", "asking", SURE)])
    assert [bool(answer.question) for answer in (train, first, second)] == [False, True, False]
    assert labels(first) == ["Hamlet", "Moor", "Another council", "The whole answer"]


def test_a_council_that_is_pressed_says_what_was_asked_in_its_words(small_talk: Talk) -> None:
    """The same passage as the council has it, not the topic from its beginning, and not "I told you"."""
    [asked] = small_talk.hears("ask", "bus_pass", ranked=[COST])
    [answer] = small_talk.presses(asked.choices[0])
    assert (answer.lead, answer.place) == ("In Hamlet it costs 5 pounds.", "hamlet")
    assert small_talk.slots["my_council"] == "hamlet"


def test_and_in_another_council_asks_the_same_there(small_talk: Talk) -> None:
    """ "And in Hamlet?" is about the passage that was said, however sure the topic's first one is."""
    small_talk.slots["my_council"] = "moor"
    small_talk.hears("ask", "bus_pass", ranked=[COST])
    [answer] = small_talk.hears("follow_up", "other_council", council="hamlet")
    assert answer.lead == "In Hamlet it costs 5 pounds."


def test_a_button_says_its_passage_for_the_council_it_stood_under(small_talk: Talk) -> None:
    """Also after the talk moved on to another council."""
    small_talk.slots["my_council"] = "moor"
    [answer] = small_talk.presses(
        Choice(label="Where is the desk?", kind="passage", value="hamlet/bus_pass/hamlet_where")
    )
    assert (answer.lead, answer.place) == ("In the hall.", "hamlet")


def test_a_button_whose_passage_is_gone_says_what_its_topic_says_first(small_talk: Talk) -> None:
    """If it comes so far: nobody is left without an answer."""
    small_talk.slots["my_council"] = "moor"
    [answer] = small_talk.presses(Choice(label="x", kind="passage", value="moor/bus_pass/gone"))
    assert answer.passage == "what"


def test_the_whole_answer_is_a_press_away_and_has_every_passage(small_talk: Talk) -> None:
    """Every question with its words; then the easier words can be pressed."""
    small_talk.slots["my_council"] = "hamlet"
    [short] = small_talk.hears("ask", "bus_pass", ranked=[COST])
    [whole] = small_talk.presses(short.choices[-1])
    topic = small_talk.services.offer.topic("bus_pass", "hamlet")
    assert topic is not None
    shown = " ".join([whole.lead, *(f"{one.heading} {one.text}" for one in whole.paragraphs)])
    assert [one.id for one in topic.passages if one.text not in shown] == []
    assert [one.id for one in topic.passages[1:] if one.question not in shown] == []
    [easy] = small_talk.presses(whole.choices[0])
    assert easy.lead == "Get on the bus."


def test_a_press_on_an_old_whole_answer_tells_nothing_of_another_topic(small_talk: Talk) -> None:
    """The passage that was said last belongs to the topic that was said last."""
    small_talk.slots["my_council"] = "moor"
    small_talk.hears("ask", "train_pass", ranked=[("train_pass", "what", SURE)])
    small_talk.presses(Choice(label="The whole answer", kind="follow_up", value="all/bus_pass"))
    assert small_talk.slots["said"] == ["moor/train_pass/what"]


def test_how_much_is_the_passage_on_money_here_or_where_it_is_told(small_talk: Talk) -> None:
    """Of this topic, or of the one that tells it."""
    small_talk.slots["my_council"] = "hamlet"
    small_talk.hears("ask", "train_pass", ranked=[("train_pass", "what", SURE)])
    [answer] = small_talk.hears("follow_up", "how_much")
    assert (answer.topic, answer.lead) == ("bus_pass", "In Hamlet it costs 5 pounds.")


def test_a_missing_figure_is_admitted(small_talk: Talk) -> None:
    """Where no passage tells it, here or elsewhere, no amount is better than a guessed one."""
    small_talk.slots["my_council"] = "moor"
    small_talk.hears("ask", "tram_pass")
    [answer] = small_talk.hears("follow_up", "how_much")
    assert answer.lead == "I don't have a checked figure for tram pass. Ask your PA."


THREE = [
    part("can i get one", ("bus_pass", "what", BESIDE)),
    part("what does it cost", ("bus_pass", "cost", BESIDE)),
    part("can i go by train", ("train_pass", "what", BESIDE)),
]


def test_each_of_several_questions_is_answered_short(small_talk: Talk) -> None:
    """In their order, each with its whole answer a press away; the last is what the talk is about then, and all count as told."""
    small_talk.slots["my_council"] = "moor"
    answers = small_talk.hears("ask", "bus_pass", parts=THREE)
    assert [answer.passage for answer in answers] == ["what", "cost", "what"]
    assert [labels(answer) for answer in answers] == [["The whole answer"]] * 3
    assert (small_talk.slots["last_topic"], small_talk.slots["last_passage"]) == ("train_pass", "what")
    assert small_talk.slots["said"] == ["moor/bus_pass/cost", "moor/bus_pass/what", "moor/train_pass/what"]


def test_what_is_asked_beyond_three_is_named_and_not_dropped(small_talk: Talk) -> None:
    """The fourth as a button of its question, what we don't know in its own words, cut if it is long; a story is neither."""
    small_talk.slots["my_council"] = "moor"
    strange = "is there a boat that goes all the way around the island and back on a sunday"
    more = [
        part("how do i ask", ("bus_pass", "asking", BESIDE)),
        part(strange, ("bus_pass", "lost", BESIDE - JUST)),
        part("i live with my nan", asks=False),
    ]
    answers = small_talk.hears("ask", "bus_pass", parts=[*THREE, *more])
    assert [answer.passage for answer in answers] == ["what", "cost", "what"]
    assert answers[-1].question == "You asked more than that. Which one shall I answer next?"
    asked, unknown, whole = answers[-1].choices
    assert (asked.label, asked.kind) == ("How do I ask?", "passage")
    assert (unknown.kind, unknown.value) == ("said", strange)
    assert unknown.label.endswith("...")
    assert len(unknown.label) <= 60
    assert whole.label == "The whole answer"


def test_the_same_question_twice_is_one_question(small_talk: Talk) -> None:
    """It is answered once, and not named as left over."""
    small_talk.slots["my_council"] = "moor"
    twice = [*THREE[:2], part("how much is it", ("bus_pass", "cost", BESIDE))]
    answers = small_talk.hears("ask", "bus_pass", parts=twice)
    assert [answer.passage for answer in answers] == ["what", "cost"]
    assert answers[-1].question == ""


def test_one_question_and_a_story_are_one_answer(small_talk: Talk) -> None:
    """Several answers come only where several things are likely."""
    small_talk.slots["my_council"] = "moor"
    parts = [
        part("i am new here", asks=False),
        THREE[1],
        part("thats it", ("bus_pass", "what", BESIDE - JUST)),
    ]
    [answer] = small_talk.hears("ask", "bus_pass", ranked=[COST], parts=parts)
    assert answer.passage == "cost"


def test_several_questions_ask_for_the_council_once(small_talk: Talk) -> None:
    """At the end, where one of them depends on it, and never again."""
    *first, last = small_talk.hears("ask", "bus_pass", parts=THREE)
    assert [answer.question for answer in first] == ["", ""]
    assert last.question.startswith("Which council looks after you?")
    [next_one] = small_talk.hears("ask", "bus_pass", ranked=[("bus_pass", "asking", SURE)])
    assert next_one.question == ""


def test_of_several_questions_what_was_told_is_one_line(small_talk: Talk) -> None:
    """The others are answered in full."""
    small_talk.slots["my_council"] = "moor"
    small_talk.hears("ask", "bus_pass", ranked=[COST])
    answers = small_talk.hears("ask", "bus_pass", parts=THREE[:2])
    assert [answer.lead for answer in answers] == [
        "Yes, you can get a bus pass. Ask for it.",
        "I told you this already: It is free.",
    ]


def test_without_a_ranking_the_topic_s_first_passage_is_said(small_talk: Talk) -> None:
    """Where there is no ranker, a topic that is known is answered all the same."""
    small_talk.slots["my_council"] = "moor"
    [answer] = small_talk.hears("ask", "bus_pass")
    assert answer.passage == "what"


def test_of_a_sure_topic_the_likeliest_passage_is_said_as_the_nearest(small_talk: Talk) -> None:
    """However unlikely it is: whoever asks about the pass is not told that we know nothing of it."""
    small_talk.slots["my_council"] = "moor"
    ranked = [("train_pass", "what", NEAREST - JUST), ("bus_pass", "cost", NEAREST - 2 * JUST)]
    [answer] = small_talk.hears("ask", "bus_pass", ranked=ranked)
    assert (answer.topic, answer.passage, answer.is_nearest) == ("bus_pass", "cost", True)


def test_a_stranger_who_asks_on_plans_gets_what_surely_answers_and_the_way_to_their_own(
    small_talk: Talk,
) -> None:
    """Surely means nine in ten; else how to sign in is all."""
    small_talk.slots["my_council"] = "moor"
    [answer] = small_talk.hears("pathway_plan_status", ranked=[("bus_pass", "cost", 0.9)])
    assert answer.passage == "cost"
    assert answer.choices[0] == sign_in_button()
    [other] = small_talk.hears("pathway_plan_status", ranked=[("bus_pass", "what", 0.9 - JUST)])
    assert other.passage == ""
    assert sign_in_button() in other.choices


def test_a_short_question_that_names_what_it_asks_is_not_about_the_last_answer(small_talk: Talk) -> None:
    """Where a passage is that likely for it; else it is about what was said last."""
    small_talk.slots["my_council"] = "hamlet"
    small_talk.hears("ask", "train_pass", ranked=[("train_pass", "what", SURE)])
    [whole] = small_talk.hears("follow_up", "says_who", ranked=[("bus_pass", "asking", WHOLE_QUESTION)])
    assert (whole.topic, whole.passage) == ("bus_pass", "asking")
    small_talk.hears("ask", "train_pass", ranked=[("train_pass", "what", SURE)])
    [short] = small_talk.hears(
        "follow_up", "how_much", ranked=[("bus_pass", "asking", WHOLE_QUESTION - JUST)]
    )
    assert short.passage != "asking"
