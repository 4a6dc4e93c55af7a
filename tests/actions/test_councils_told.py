"""The council that looked after somebody, where they live, and councils whose own offer we don't hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.casework.tables import YoungPerson
from bot.records.keyed import Keyed

if TYPE_CHECKING:
    from talk import Talk

    from bot.answer import Answer

NOT_HELD = "I don't have {0}'s own offer yet, so this is the law for all of England. {0} must publish its own: ask for it by name."


def leads(answers: list[Answer]) -> str:
    """All that is said first."""
    return " ".join(answer.lead for answer in answers)


def councils_of(answer: Answer) -> list[str]:
    """The councils on its buttons."""
    return [choice.value for choice in answer.choices if choice.kind == "council"]


def test_where_somebody_lives_never_changes_whose_care_leaver_they_are(talk: Talk) -> None:
    """Rotherham stays; what living in Rutland changes is said, and both are remembered."""
    talk.slots["my_council"] = "rotherham"
    [answer] = talk.types("i live in oakham now")
    assert answer.lead.startswith(
        "Rotherham stays your council, wherever you live. Oakham is in Rutland. Ask Rutland about"
    )
    assert "housing and homeless help" in answer.lead
    assert "Ask both councils about council tax" in answer.lead
    assert (talk.slots["my_council"], talk.slots["living_in"]) == ("rotherham", "rutland")
    [tax] = talk.hears("ask", "council_tax")
    assert tax.place == "rotherham"


def test_both_told_at_once_are_both_kept(talk: Talk) -> None:
    """The council of care and the home each go where they belong."""
    [answer] = talk.types("i live in oakham now but i was in care in rotherham")
    assert "Rotherham stays your council" in answer.lead
    assert (talk.slots["my_council"], talk.slots["living_in"]) == ("rotherham", "rutland")


def test_a_question_behind_a_move_is_answered_for_the_council_of_care(talk: Talk) -> None:
    """What the move changes comes first, once; then the question."""
    talk.slots["my_council"] = "rutland"
    line, answer = talk.types("i moved to rotherham last year, who is my PA", "personal_adviser")
    assert line.lead.startswith("Rutland stays your council")
    assert (answer.topic, answer.place) == ("personal_adviser", "rutland")
    assert len(talk.types("i live in rotherham now, can i get help with savings", "savings")) == 1


def test_a_council_without_content_is_remembered_by_its_name(talk: Talk) -> None:
    """It is said once that its own offer isn't held; answers then come from England's law, and say so."""
    [first] = talk.types("im from leeds")
    assert first.lead.startswith(NOT_HELD.format("Leeds"))
    assert (talk.slots["my_council"], first.own_council) == ("leeds", "leeds")
    [answer] = talk.hears("ask", "council_tax")
    assert (answer.place, answer.place_name) == ("england", "Leeds: the law for all of England")
    assert "Which council looks after you?" not in answer.question
    assert len(talk.types("do i pay council tax in leeds", "council_tax")) == 1


def test_a_bare_name_is_the_answer_to_which_council(talk: Talk) -> None:
    """England's answer was given already, and is not said again."""
    talk.hears("ask", "council_tax")
    [answer] = talk.types("leeds")
    assert answer.lead.startswith(NOT_HELD.format("Leeds"))
    assert talk.slots["my_council"] == "leeds"


def test_a_bare_name_of_ours_gets_the_last_answer_again(talk: Talk) -> None:
    """For the council that has more to say."""
    talk.hears("ask", "council_tax")
    [answer] = talk.types("rotherham")
    assert (answer.topic, answer.place) == ("council_tax", "rotherham")


@pytest.mark.parametrize("text", ["reading", "in hull", "im in bath", "bath?"])
def test_a_word_is_a_place_where_we_asked_for_one(talk: Talk, text: str) -> None:
    """Behind "which council?" Reading is a council."""
    talk.hears("ask", "council_tax")
    said = leads(talk.types(text, intent="nlu_fallback"))
    assert "own offer yet" in said
    assert talk.slots["my_council"] in ("reading", "kingston_upon_hull", "bath_and_north_east_somerset")


def test_a_word_is_no_place_out_of_the_blue(talk: Talk) -> None:
    """Nobody who types "reading" is taken for a care leaver of Reading's."""
    said = talk.types("reading", intent="nlu_fallback")
    assert "own offer" not in leads(said)
    assert "my_council" not in talk.slots


def test_leicester_is_not_leicestershire(talk: Talk) -> None:
    """The city is a council of its own, whose offer we don't hold."""
    [answer] = talk.types("im with leicester city council")
    assert answer.lead.startswith(NOT_HELD.format("Leicester"))
    assert talk.slots["my_council"] == "leicester"


def test_a_council_that_is_only_asked_about_changes_nothing(talk: Talk) -> None:
    """Sheffield's isn't held, and Rotherham stays."""
    talk.slots["my_council"] = "rotherham"
    line, answer = talk.types(
        "what does sheffield council give", ("out_of_scope", 1.0), intent="nlu_fallback"
    )
    assert line.lead == NOT_HELD.format("Sheffield")
    assert (answer.topic, answer.place) == ("what_is_local_offer", "england")
    assert talk.slots["my_council"] == "rotherham"


def test_and_there_of_a_council_without_content(talk: Talk) -> None:
    """ "And in Leeds?" says what we have for it, and Rotherham stays."""
    talk.slots["my_council"] = "rotherham"
    talk.hears("ask", "council_tax")
    line, answer = talk.types("and in leeds?")
    assert line.lead == NOT_HELD.format("Leeds")
    assert (answer.topic, answer.place) == ("council_tax", "england")
    assert talk.slots["my_council"] == "rotherham"


def test_a_town_is_told_to_be_in_its_council(talk: Talk) -> None:
    """Who has named no council of care is asked for it, with that one first."""
    [answer] = talk.types("i live in maltby")
    assert answer.lead.startswith("Maltby is in Rotherham. Which council looked after you")
    assert councils_of(answer)[0] == "rotherham"
    assert "my_council" not in talk.slots
    assert talk.slots["living_in"] == "rotherham"


def test_somebody_at_home_in_their_council_of_care(talk: Talk) -> None:
    """One council for all of it."""
    talk.slots["my_council"] = "rotherham"
    [answer] = talk.types("i live in maltby")
    assert answer.lead.startswith("Maltby is part of Rotherham.")


def test_in_a_county_the_district_is_asked(talk: Talk) -> None:
    """A county sends no council tax bills."""
    talk.slots["my_council"] = "rotherham"
    [answer] = talk.types("i live in maidstone")
    assert "Ask your district or borough council in Kent about council tax" in answer.lead


def test_a_home_in_doubt_is_asked_for_once(talk: Talk) -> None:
    """With buttons that say where somebody lives, and change no council."""
    talk.slots["my_council"] = "rotherham"
    [answer] = talk.types("i live in ashford")
    assert answer.lead == "There is more than one Ashford. Where do you live?"
    assert [choice.kind for choice in answer.choices] == ["living", "living", "living"]
    [said] = talk.presses(answer.choices[0])
    assert "Rotherham stays your council" in said.lead
    assert (talk.slots["my_council"], talk.slots["living_in"]) == ("rotherham", "kent")


def test_a_second_home_in_doubt_is_not_asked_for_again(talk: Talk) -> None:
    """What holds wherever it is gets said."""
    talk.slots["my_council"] = "rotherham"
    talk.types("i live in ashford")
    [said] = talk.types("i live in ashford")
    assert "ask the council where you live now" in said.lead


def test_a_name_of_several_councils_is_asked_about_once(talk: Talk) -> None:
    """Each is a button, somebody else's council too; a second doubt ends it."""
    [answer] = talk.types("i was in care in swinton")
    assert councils_of(answer) == ["salford", "rotherham", "north_yorkshire", "england"]
    [again] = talk.types("swinton")
    assert again.lead.startswith("I can't tell which council that is")
    assert not again.choices


def test_a_button_of_a_doubtful_name_settles_it(talk: Talk) -> None:
    """Also for a council without content."""
    [answer] = talk.types("i was in care in swinton")
    [said] = talk.presses(answer.choices[0])
    assert said.lead.startswith(NOT_HELD.format("Salford"))
    assert talk.slots["my_council"] == "salford"


def test_two_councils_of_care_are_asked_about(talk: Talk) -> None:
    """The last one counts, and only they know which."""
    [answer] = talk.types("i was in care in leeds and rotherham")
    assert councils_of(answer)[:2] == ["leeds", "rotherham"]
    assert "my_council" not in talk.slots


def test_the_question_is_answered_before_a_doubt_is_cleared(talk: Talk) -> None:
    """Nobody has to settle a name to get an answer."""
    answer, asked = talk.types("i was in care in swinton, do i pay council tax", "council_tax")
    assert answer.topic == "council_tax"
    assert asked.lead.startswith("There is more than one Swinton.")


def test_an_unknown_name_is_asked_about_once_with_those_like_it(talk: Talk) -> None:
    """A slip leads to a button; a second unknown name to no question."""
    talk.hears("council_choice", text="change my council")
    [answer] = talk.types("doncastr", intent="nlu_fallback")
    assert answer.lead.startswith("I don't know a council or place called doncastr.")
    assert councils_of(answer)[0] == "doncaster"
    [again] = talk.types("donkaster", intent="nlu_fallback")
    assert again.lead.startswith("I can't tell which council that is")


def test_what_is_like_no_council_behind_an_answer_is_refused_as_ever(talk: Talk) -> None:
    """A question beside an answer does not turn every message into a place."""
    talk.hears("ask", "savings")
    [answer] = talk.types("qwerty uiop", intent="nlu_fallback")
    assert answer.title == "I don't know that one"


def test_who_does_not_know_their_council_is_told_how_to_find_out(talk: Talk) -> None:
    """Instead of the same question again."""
    talk.hears("council_choice", text="change my council")
    [answer] = talk.types("i dont know which", intent="council_choice")
    assert answer.topic == "council_choice"


def test_a_name_that_is_no_council_is_said_to_be_none(talk: Talk) -> None:
    """ "My council is Narnia" gets the name back, and a choice."""
    [answer] = talk.types("my council is narnia", "council_choice", intent="council_choice")
    assert answer.lead.startswith("I don't know a council or place called narnia.")


def test_a_correction_changes_the_council(talk: Talk) -> None:
    """ "No, Rutland not Rotherham" is Rutland from now on."""
    talk.slots["my_council"] = "rotherham"
    [answer] = talk.types("no, rutland not rotherham")
    assert talk.slots["my_council"] == "rutland"
    assert "I'll answer for Rutland" in answer.lead


def test_a_denied_council_is_asked_for_anew(talk: Talk) -> None:
    """ "Not Rotherham" leaves none."""
    talk.slots["my_council"] = "rotherham"
    [answer] = talk.types("not rotherham")
    assert answer.lead.startswith("OK, not Rotherham.")
    assert talk.slots["my_council"] is None


def test_care_in_wales_gets_nothing_of_england_s_as_theirs(talk: Talk) -> None:
    """That only England is known comes first; England's rules are one press away."""
    [answer] = talk.types("i was in care in wales")
    assert answer.lead.startswith("I only know England. You were in care in Wales")
    for said in (
        talk.hears("ask", "council_tax"),
        talk.hears("follow_up", "how_much"),
        talk.hears("repeat_or_simplify", text="say that again"),
        talk.hears("affirm", "affirm"),
        talk.hears("nlu_fallback", text="is the morning after pill free at pharmacies"),
    ):
        assert [one.lead for one in said] == [answer.lead]
    [england] = talk.presses(answer.choices[0])
    assert (england.place, england.place_name) == ("england", "")


def test_another_nation_that_is_only_named_is_said_to_be_unknown(talk: Talk) -> None:
    """And the council stays."""
    talk.slots["my_council"] = "rotherham"
    line, answer = talk.types("do they pay council tax in scotland", "council_tax")
    assert line.lead == "I only know England. I can't say what holds in Scotland."
    assert answer.place == "rotherham"


def test_living_in_wales_keeps_the_english_council(talk: Talk) -> None:
    """What Wales has is asked there."""
    talk.slots["my_council"] = "rutland"
    [answer] = talk.types("i live in cardiff now")
    assert answer.lead.startswith("Rutland stays your council, wherever you live.")
    assert "For council tax and housing in Wales, ask the council there." in answer.lead


def test_a_comparison_begins_with_what_we_hold(talk: Talk) -> None:
    """A council without content has no column."""
    talk.slots["my_council"] = "leeds"
    talk.hears("ask", "council_tax")
    [answer] = talk.hears("follow_up", "compare")
    assert {column.heading for column in answer.columns} == {"Rotherham", "Rutland"}


def test_the_record_of_a_signed_in_person_wins(talk: Talk, keyed: Keyed) -> None:
    """What is typed or pressed changes neither the record nor whose care leaver they are; another council can be looked up."""
    with talk.services.database.transaction() as session:
        person = (
            session.execute(select(YoungPerson.id).where(YoungPerson.council == "rotherham"))
            .scalars()
            .first()
        )
    talk.sign_in(keyed, person)
    said = talk.types("im from leeds")
    assert said[0].lead.startswith("Your record says that Rotherham looks after you")
    assert talk.slots["my_council"] == "rotherham"
    line, answer = talk.types("im from rutland, do i pay council tax", "council_tax")
    assert line.lead.startswith("Your record says that Rotherham")
    assert answer.place == "rotherham"


def test_a_question_with_the_council_of_care_in_it(talk: Talk) -> None:
    """Doncaster it is, and not the Rotherham that they live in."""
    line, answer = talk.types(
        "in care in doncaster but live in rotherham now, who do i ask for my file",
        ("care_records", 0.53),
        ("council_choice", 0.33),
    )
    assert line.lead.startswith(NOT_HELD.format("Doncaster") + " Doncaster stays your council")
    assert (answer.topic, answer.place) == ("care_records", "england")
    assert (talk.slots["my_council"], talk.slots["living_in"]) == ("doncaster", "rotherham")


def test_another_s_council_is_no_answer_to_which_council(talk: Talk) -> None:
    """Whoever tells of a mate has not said whose they are."""
    talk.hears("ask", "council_tax")
    talk.types("my mate is with leeds, does he pay rent", "rent_and_housing_benefit")
    assert "my_council" not in talk.slots


def test_a_home_in_england_tells_nobody_of_wales_that_england_s_law_is_theirs(talk: Talk) -> None:
    """Also where the home is told later."""
    talk.types("i was in care in wales")
    [answer] = talk.types("i live in rutland now")
    assert answer.lead.startswith("I only know England.")
    assert talk.slots["living_in"] == "rutland"


def test_where_somebody_is_may_not_be_where_they_live(talk: Talk) -> None:
    """ "I'm in Rutland" with a question is answered for Rutland, and kept as nothing; alone it tells of a home."""
    [answer] = talk.types("im in rutland, which online counselling can i use", "counselling_online")
    assert answer.place == "rutland"
    assert not {"my_council", "living_in"} & talk.slots.keys()
    talk.slots["my_council"] = "rotherham"
    talk.types("im in rutland")
    assert (talk.slots["my_council"], talk.slots["living_in"]) == ("rotherham", "rutland")


def test_a_bill_from_where_somebody_lives_asks_nothing_of_that_council(talk: Talk) -> None:
    """Both names are of the home: the answer stays the one of the council of care, and the other's offer is not said to be missing."""
    talk.slots["my_council"] = "rotherham"
    *told, answer = talk.types(
        "i live in leeds now and leeds are billing me, can i get it back", "council_tax"
    )
    assert answer.place == "rotherham"
    assert "Leeds's own offer" not in " ".join(one.lead for one in told)
