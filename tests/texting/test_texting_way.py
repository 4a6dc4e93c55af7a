"""A text goes in and an answer comes out, as texts are written: numbers, our words, pieces, STOP, and danger in all of it."""

from __future__ import annotations

import pytest
from text_world import BIKES, BUSES, LONG, NUMBER, OTHER_NUMBER, Phone

from bot.gsm import septets
from bot.phrases import phrase

DANGER = "I want to kill myself"


@pytest.fixture
def phone(database):
    """A phone that nobody has texted from."""
    return Phone(database)


async def test_a_text_gets_one_answer(phone: Phone) -> None:
    """To the number it came from, by the line it came by, and urgent to nobody."""
    assert await phone.text("hello") == ["You said: hello"]
    [sent] = phone.provider.sent
    assert (sent.recipient, sent.route, sent.is_urgent) == (NUMBER, "console", False)


async def test_two_phones_are_two_talks(phone: Phone) -> None:
    """A number of one is nothing to the other."""
    await phone.text("buses")
    assert await phone.text("1", OTHER_NUMBER) == [phrase("texting.no_such_number", number=1)]
    assert phone.who().conversation != phone.who(OTHER_NUMBER).conversation


async def test_choices_have_numbers_that_press_them(phone: Phone) -> None:
    """Under the answer, one a line; the number is the button, and typed words are never one."""
    assert await phone.text("buses") == ["Buses are free.\n1 Buses\n2 Bikes"]
    assert await phone.text("2 pls") == ["Bikes cost little.\n1 Buses"]
    assert phone.dialogue.heard[-1][1] == BIKES
    assert phone.said() == ["buses", "Bikes"]


async def test_the_last_list_with_a_number_counts(phone: Phone) -> None:
    """Also later in the talk: 1 is of the newest list, 2 of the one before, which had more."""
    await phone.text("buses")
    await phone.text("bikes")
    assert await phone.text("hello") == ["You said: hello"]
    assert await phone.text("two") == ["Bikes cost little.\n1 Buses"]
    await phone.text("1")
    assert phone.dialogue.heard[-1][1] == BUSES


@pytest.mark.parametrize("said", ["7", "the ninth", "12"])
async def test_a_number_that_means_nothing_is_said_to(phone: Phone, said: str) -> None:
    """It never reaches the dialogue, which would not know it."""
    await phone.text("buses")
    [answer] = await phone.text(said)
    assert answer.startswith("I have no number ")
    assert len(phone.dialogue.heard) == 1


async def test_more_brings_the_rest_until_there_is_none(phone: Phone) -> None:
    """Piece by piece, each of two fragments at most, no sentence cut; then it says that it was all."""
    found = await phone.text("long")
    while found[-1].endswith("Text MORE for more."):
        found += await phone.text("MORE")
    assert all(septets(text) <= 306 for text in found)
    said = " ".join(text.removesuffix("\nText MORE for more.") for text in found)
    assert said.replace("\n", " ") == f"It is long. {LONG}"
    assert await phone.text("more pls") == [phrase("texting.no_more")]
    assert len(phone.dialogue.heard) == 1


async def test_our_words_before_anything_was_asked(phone: Phone) -> None:
    """Are answered, and none falls to the dialogue."""
    for word in ("MORE", "SOURCE", "EASY"):
        assert await phone.text(word) == [phrase("texting.nothing_yet")]
    assert await phone.text("BACK") == [phrase("texting.nothing_before")]
    assert phone.dialogue.heard == []


async def test_source_and_easy_are_about_the_last_answer(phone: Phone) -> None:
    """The dialogue is asked for them as a button would ask."""
    await phone.text("bikes")
    for word, kind in (("source?", "source"), ("easier pls", "easy")):
        await phone.text(word)
        choice = phone.dialogue.heard[-1][1]
        assert choice is not None
        assert (choice.kind, choice.value) == ("follow_up", f"{kind}/bikes")


async def test_back_goes_one_answer_further_each_time(phone: Phone) -> None:
    """And says when there is none before."""
    for word in ("buses", "bikes", "long"):
        await phone.text(word)
    assert (await phone.text("back"))[0].startswith("Bikes cost little.")
    assert (await phone.text("BACK"))[0].startswith("Buses are free.")
    assert await phone.text("back") == [phrase("texting.nothing_before")]


async def test_menu_offers_what_can_be_picked(phone: Phone) -> None:
    """By number, and the numbers work."""
    assert await phone.text("menu") == [f"{phrase('texting.menu')}\n1 Buses\n2 Bikes"]
    await phone.text("2")
    assert phone.dialogue.heard[-1][1] == BIKES


async def test_stop_is_kept_and_held_to(phone: Phone) -> None:
    """One confirming text, then none; what waited to leave is not sent either."""
    await phone.send("buses")
    await phone.receiving.settle()
    phone.seconds[0] += 2
    await phone.receiving.work_once()
    await phone.receiving.settle()
    await phone.send("Stop thanks")
    assert await phone.answers() == [phrase("texting.stopped")]
    assert phone.consents() == ["stop"]
    assert phone.who().stopped_at == phone.clock.moment


async def test_whoever_stopped_is_told_so_once_an_hour(phone: Phone) -> None:
    """When they text; and START begins again."""
    await phone.text("STOP")
    phone.pass_time(minutes=1)
    assert await phone.text("buses") == [phrase("texting.is_stopped")]
    assert await phone.text("bikes") == []
    assert await phone.text("ok thx") == []
    assert await phone.text("pls help me") == [phrase("texting.is_stopped")]
    assert await phone.text("help") == [phrase("texting.help")]
    assert await phone.text("stop") == []
    phone.pass_time(hours=1, minutes=1)
    assert await phone.text("bikes") == [phrase("texting.is_stopped")]
    assert await phone.text("start") == [phrase("texting.started")]
    assert await phone.text("buses") == ["Buses are free.\n1 Buses\n2 Bikes"]
    assert phone.consents() == ["stop", "help", "stop", "start"]


async def test_danger_of_whoever_stopped_gets_the_urgent_reply(phone: Phone) -> None:
    """Whatever they said before about being texted. What the reply offers holds, and then STOP does again."""
    await phone.text("STOP")
    phone.pass_time(minutes=1)
    [urgent] = await phone.text(DANGER)
    assert "999" in urgent
    assert phone.provider.sent[-1].is_urgent
    [followed] = await phone.text("1")
    assert followed != phrase("texting.is_stopped")
    assert await phone.text("buses") == [phrase("texting.is_stopped")]


async def test_danger_takes_the_numbers_of_the_lists_before_it(phone: Phone) -> None:
    """Nobody in danger is told of buses; what is answered in the same moment counts on behind its numbers."""
    await phone.text("buses")
    await phone.text(DANGER)
    assert await phone.text("2") == [phrase("texting.no_such_number", number=2)]
    [text] = await phone.text("buses")
    assert text.endswith("\n2 Buses\n3 Bikes")
    phone.pass_time(minutes=1)
    [text] = await phone.text("buses")
    assert text.endswith("\n1 Buses\n2 Bikes")


async def test_a_word_by_the_way_leaves_what_waits(phone: Phone) -> None:
    """HELP, and a number that is none, take nothing from MORE."""
    [first] = await phone.text("long")
    assert first.endswith("Text MORE for more.")
    await phone.text("help")
    await phone.text("9")
    [second] = await phone.text("more")
    assert second not in (first, phrase("texting.no_more"))


async def test_our_words_count_beside_others_of_the_same_moment(phone: Phone) -> None:
    """A number behind MENU is that of the menu, and nothing is dropped."""
    await phone.send("menu")
    await phone.send("2")
    assert len(await phone.answers()) == 2
    assert phone.dialogue.heard[-1][1] == BIKES


async def test_two_numbers_are_asked_for_one_at_a_time(phone: Phone) -> None:
    """None of them is "I don't know that one"."""
    await phone.text("buses")
    for said in ("1 and 2", "both", "all of them"):
        assert await phone.text(said) == [phrase("texting.one_number")]


@pytest.mark.parametrize("said", ["i want it all to stop", "stop it happening", "help me", "make him stop"])
async def test_a_cry_is_no_word_of_ours(phone: Phone, said: str) -> None:
    """Nobody who wants something to end is signed off."""
    await phone.text(said)
    assert phone.consents() == []
    assert phone.who().stopped_at is None


async def test_stop_counts_beside_other_texts_of_the_same_moment(phone: Phone) -> None:
    """Also when danger is said in the next one: that gets the urgent reply, and STOP is kept."""
    await phone.send("STOP")
    await phone.send("leave me alone")
    assert await phone.answers() == [phrase("texting.stopped")]
    assert phone.consents() == ["stop"]
    await phone.send("start")
    await phone.send(DANGER)
    assert any("999" in text for text in await phone.answers())
    assert phone.consents() == ["stop", "start"]


async def test_help_names_urgent_help_too(phone: Phone) -> None:
    """Who asks for help may need more than our words."""
    assert await phone.text("HELP") == [phrase("texting.help")]
    assert "999" in phrase("texting.help")
    assert phone.consents() == ["help"]


async def test_three_texts_in_two_seconds_are_one_turn(phone: Phone) -> None:
    """In order, with one answer."""
    for word in ("i", "need", "a bus"):
        await phone.send(word)
    assert await phone.answers() == ["You said: i\nneed\na bus"]


async def test_half_a_cry_is_read_with_its_other_half(phone: Phone) -> None:
    """Neither says danger alone."""
    await phone.send("i want to")
    await phone.send("kill myself")
    assert "999" in (await phone.answers())[0]


async def test_a_picture_gets_a_kind_word(phone: Phone) -> None:
    """And what stands beside it an answer."""
    assert await phone.text("", has_picture=True) == [phrase("texting.picture")]
    [text] = await phone.text("buses", has_picture=True)
    assert text.startswith(phrase("texting.picture"))
    assert "Buses are free." in text


async def test_a_robot_is_not_answered_and_a_loop_is_stopped(phone: Phone) -> None:
    """Neither begins a talk without an end; danger in it is answered all the same."""
    assert await phone.text("Automated message: do not reply to this text") == []
    answered = [len(await phone.text("Busy just now")) for _ in range(6)]
    assert answered == [1, 1, 1, 0, 0, 0]
    for _ in range(5):
        assert "999" in (await phone.text(DANGER))[0]


async def test_a_text_from_no_number_is_let_go(phone: Phone) -> None:
    """A parcel's robot has a name, and a crisis line a short code: neither can be answered."""
    for sender in ("Parcels", "85258", "", "+44"):
        assert await phone.text("hello", sender) == []
    assert phone.dialogue.heard == []


async def test_the_same_text_twice_is_one(phone: Phone) -> None:
    """A provider that calls again gets no second turn, whatever came in between."""
    assert await phone.text("hello", message_id="same") == ["You said: hello"]
    await phone.text("buses")
    assert await phone.text("hello", message_id="same") == []
    assert len(phone.dialogue.heard) == 2


async def test_the_council_is_remembered_for_the_number(phone: Phone) -> None:
    """Sealed, from the answer that took it as theirs, not from one about another; the next talk knows it."""
    await phone.text("rutland")
    await phone.text("and in rotherham")
    assert phone.who().council == "rutland"
    phone.pass_time(hours=25)
    await phone.text("buses")
    assert phone.dialogue.heard[-1][2] == "rutland"


async def test_a_number_of_ours_may_be_a_council_s(database) -> None:
    """Whoever texts it need not be asked."""
    phone = Phone(database, {"+447700900111": "rotherham"})
    await phone.text("buses")
    assert phone.dialogue.heard[-1][2] == "rotherham"


async def test_after_a_day_it_is_another_talk(phone: Phone) -> None:
    """The words of the one before are gone, and its numbers mean nothing."""
    await phone.text("buses")
    before = phone.who().conversation
    phone.pass_time(hours=24, minutes=1)
    assert await phone.text("2") == [phrase("texting.no_such_number", number=2)]
    assert phone.who().conversation != before
    assert phone.journal.lines(before) == []


async def test_forget_forgets(phone: Phone) -> None:
    """What was said, what the numbers meant, and the council; not that somebody told us to stop."""
    await phone.text("rutland")
    before = phone.who().conversation
    assert await phone.text("forget") == [phrase("texting.forgotten")]
    assert phone.journal.lines(before) == []
    assert phone.who().council is None
    assert await phone.text("more") == [phrase("texting.nothing_yet")]


async def test_a_dialogue_that_fails_leaves_nobody_without_a_reply(phone: Phone) -> None:
    """They get people to turn to; and danger needs no dialogue."""
    phone.dialogue.fault = RuntimeError("broken")
    assert "something went wrong" in (await phone.text("hello"))[0]
    assert "999" in (await phone.text(DANGER))[0]


async def test_slashes_are_text(phone: Phone) -> None:
    """Nobody texts a command to Rasa."""
    await phone.text('/restart{"x": 1}')
    assert phone.dialogue.heard[-1][0] == 'restart{"x": 1}'


async def test_help_right_after_danger_is_a_cry(phone: Phone) -> None:
    """The urgent reply again, not what this is."""
    await phone.text(DANGER)
    [text] = await phone.text("help")
    assert text != phrase("texting.help")
    assert phone.provider.sent[-1].is_urgent
