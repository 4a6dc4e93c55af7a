"""After a danger that an adviser told of: the manager hears of it, it is recorded, and nobody else's young person is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from desk_world import ADMIN, MANAGER, NELL, NOW, SAM, STRANGER, DeskWorld, add_person, talk_of
from sqlalchemy import select

from bot.advising.advising_tables import StaffTalk
from bot.advising.doing.doing_tools import Tools
from bot.advising.requests.request import Asked, Request
from bot.answer import Choice
from bot.casework.operator import Operator
from bot.casework.privacy.subject_access import erase
from bot.casework.tables import Team, YoungPerson
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery
from bot.delivery.alerts.stored_alerts import Rules, newest_outlook, open_alert, raise_alert
from bot.delivery.staffing.for_staff import StaffMessage
from bot.identity.access.decisions import audited
from bot.phrases import phrase
from bot.records.reach import OPERATOR, SENDING
from bot.safeguarding.finding import Danger
from bot.safeguarding.staff_replies import NOTHING_BEHIND, Behind

if TYPE_CHECKING:
    from bot.answer import Answer

KIND = "crisis_self_harm"
THEIRS = Danger(KIND, is_about_other=True)
RULES = Rules(lambda _council: "duty@example.org")
WORDS = "Kai says he will kill himself"


@pytest.fixture
def desk(made: DeskWorld) -> DeskWorld:
    """Kai is Sam's and Ash is Nell's; the manager of both has an address, and their team a duty phone."""
    made.desk._tools = Tools(alerts=RULES)
    add_person(made, SAM, "Kai", "YP-1")
    add_person(made, NELL, "Ash", "YP-2")
    set_team(made, manager_email="manager@example.org", duty_phone="01632 960198")
    return made


def set_team(made: DeskWorld, **values: Any) -> None:
    """Change the team of Sam and Nell."""
    with made.database.transaction() as session:
        for name, value in values.items():
            setattr(session.get(Team, made.teams["A"]), name, value)


def behind(made: DeskWorld, who: str = SAM, danger: Danger = THEIRS, words: str = WORDS) -> Behind:
    """What stands behind the urgent reply."""
    return made.desk.in_danger(talk_of(who), words, danger)


def said_after(made: DeskWorld, words: str, told: str = WORDS) -> Answer:
    """What Sam gets for words behind the reply."""
    answers = made.desk.answer(StaffMessage(talk_of(SAM), words, None, {}, "", told=told))
    assert answers is not None
    return answers[0]


def alerts(made: DeskWorld) -> list[tuple[int, str, str | None]]:
    """Whom each is about, what, and how it came."""
    with made.database.transaction() as session:
        found = session.execute(select(Alert).order_by(Alert.id)).scalars()
        return [(int(one.young_person_id), one.danger, one.unasked) for one in found]


def recipients(made: DeskWorld) -> list[tuple[str, float]]:
    """Who hears of it, in how many minutes."""
    with made.database.transaction() as session:
        found = session.execute(select(AlertDelivery).order_by(AlertDelivery.id)).scalars()
        return [(one.recipient, (one.next_try_at - NOW).total_seconds() / 60) for one in found]


def fields(answer: Answer) -> dict[str, Any]:
    """What can be filled in."""
    assert answer.card is not None
    assert answer.card.form is not None
    return {one.id: one for one in answer.card.form.fields}


def shown(answer: Answer) -> str:
    """What the card alone shows."""
    assert answer.card is not None
    return answer.card.json()


def values(answer: Answer | Behind) -> list[str]:
    """What can be pressed."""
    return [choice.value for choice in answer.choices]


def test_the_reply_has_their_duty_phone_and_two_ways_on(desk: DeskWorld) -> None:
    """With whom it is about, where the words say it surely; labels and values name nobody."""
    kai, found = desk.people["YP-1"], behind(desk)
    assert [line.phone for line in found.duty] == ["01632 960198"]
    assert values(found) == [f"risk_tell/{KIND}/{kai}", f"risk_record/{kai}"]
    assert "Kai" not in "".join(choice.label for choice in found.choices)


@pytest.mark.parametrize(
    "words", ["one of mine has taken an overdose", "Ash has been raped", "Kai and Lou want to die"]
)
def test_whom_the_words_do_not_say_is_asked(desk: DeskWorld, words: str) -> None:
    """And somebody of a colleague's is nobody here; of two nobody is chosen."""
    add_person(desk, SAM, "Lou", "YP-3")
    assert values(behind(desk, words=words)) == [f"risk_tell/{KIND}", "risk_record"]


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("kai says he wants to die", "YP-1"),
        ("YP-3 has taken an overdose", "YP-3"),
        ("I think Will has been raped", "YP-3"),
        ("Will's stepdad hit him", "YP-3"),
        ("she says she will kill herself", None),
        ("Will she die if she took ten?", None),
        ("Kaiser took an overdose", None),
    ],
)
def test_a_name_is_found_where_it_is_one(desk: DeskWorld, words: str, who: str | None) -> None:
    """In small letters too; a word that is a name as well counts where it is written as one."""
    add_person(desk, SAM, "Will", "YP-3")
    value = values(behind(desk, words=words))[1]
    assert value == (f"risk_record/{desk.people[who]}" if who else "risk_record")


def test_he_is_whom_the_talk_was_about(desk: DeskWorld) -> None:
    """As long as that is known."""
    kai = desk.people["YP-1"]
    desk.press(SAM, f"status/{kai}")
    assert values(behind(desk, words="he says he will kill himself"))[1] == f"risk_record/{kai}"


def test_a_stranger_gets_nothing_of_the_records(desk: DeskWorld) -> None:
    """Neither number nor button; nor does a manager get one to themselves, or an administrator a young person's record."""
    assert behind(desk, STRANGER) == NOTHING_BEHIND
    assert values(behind(desk, MANAGER)) == [f"risk_record/{desk.people['YP-1']}"]
    assert values(behind(desk, ADMIN)) == []


def test_their_own_danger_goes_nowhere(desk: DeskWorld) -> None:
    """No button tells the manager of the adviser's own."""
    assert values(behind(desk, danger=Danger(KIND))) == []


@pytest.mark.parametrize("team", [{"duty_phone": None}, {"manager_email": None}], ids=str)
def test_what_is_not_on_record_is_not_offered(desk: DeskWorld, team: dict[str, None]) -> None:
    """A manager without an address who is not in Teams can't be told."""
    set_team(desk, **team)
    found = behind(desk)
    assert bool(found.duty) == ("duty_phone" not in team)
    assert any(value.startswith("risk_tell") for value in values(found)) == ("manager_email" not in team)


def test_the_manager_is_told_once_after_it_was_shown_whom_it_is_about(desk: DeskWorld) -> None:
    """First the manager, after the minutes the duty team; kept in the audit as the adviser's, and nothing that was written goes along."""
    kai = desk.people["YP-1"]
    asked = desk.press(SAM, f"risk_tell/{KIND}/{kai}")
    assert "Kai" in shown(asked)
    assert (alerts(desk), asked.choices[0].value) == ([], f"risk_told/{KIND}/{kai}")
    first, second = (desk.press(SAM, f"risk_told/{KIND}/{kai}") for _ in range(2))
    assert first.title != second.title
    assert alerts(desk) == [(kai, KIND, "adviser")]
    assert recipients(desk) == [("team_manager", 0.0), ("duty_team", 15.0)]
    raised = [look for look in desk.looks() if look[1] == "alert_raise"]
    assert [look[2:] for look in raised] == [(kai, "allowed")]
    assert raised[0][0].startswith("staff:")
    for answer in (asked, first, second):
        assert "Kai" not in answer.copy(update={"card": None}).json()


def test_who_is_not_known_is_chosen_among_their_own(desk: DeskWorld) -> None:
    """Each of whom is shown, and that is kept."""
    kai = desk.people["YP-1"]
    answer = desk.press(SAM, f"risk_tell/{KIND}")
    assert [option.value for option in fields(answer)["who"].options] == [str(kai)]
    assert (desk.looks()[-1][1:]) == ("record", kai, "allowed")
    desk.press(SAM, answer.choices[0].value, {"who": str(kai)})
    assert alerts(desk) == [(kai, KIND, "adviser")]
    assert (
        desk.press(SAM, f"risk_told/{KIND}", {"who": "nobody"}).card
        == desk.press(SAM, f"risk_tell/{KIND}").card
    )


@pytest.mark.parametrize("verb", [f"risk_tell/{KIND}", f"risk_told/{KIND}", "risk_record"])
def test_a_colleague_s_young_person_is_nobody_here(desk: DeskWorld, verb: str) -> None:
    """By the button's number and by the form's; the try is kept."""
    ash = desk.people["YP-2"]
    for answer in (desk.press(SAM, f"{verb}/{ash}"), desk.press(SAM, verb, {"who": str(ash)})):
        assert "Ash" not in answer.json()
        assert desk.looks()[-1][2:] == (ash, "denied")
    assert alerts(desk) == []


def test_the_young_person_hears_nothing_of_it(desk: DeskWorld) -> None:
    """Neither as news of an alert, nor in place of one of their own."""
    kai = desk.people["YP-1"]
    desk.press(SAM, f"risk_told/{KIND}/{kai}")
    with audited(desk.database, SENDING) as session:
        assert newest_outlook(session, kai, RULES, NOW) is None
        assert open_alert(session, kai, Danger(KIND)) is None
        raise_alert(session, kai, Danger(KIND), RULES, NOW, with_consent=True)
        assert newest_outlook(session, kai, RULES, NOW) is not None
    assert [how for _, _, how in alerts(desk)] == ["adviser", None]


def test_a_manager_who_is_in_teams_alone_is_told_there(desk: DeskWorld) -> None:
    """Without an address the card is what is sent; without either it is said that nobody was told."""
    from bot.casework.tables import StaffAccount
    from bot.identity.by_teams.teams_tables import TeamsUser

    kai = desk.people["YP-1"]
    set_team(desk, manager_email=None)
    desk.desk._tools = Tools(alerts=Rules(lambda _council: None))
    nowhere = desk.press(SAM, f"risk_told/{KIND}/{kai}")
    assert (alerts(desk), [one.phone for one in nowhere.contacts]) == ([], ["999", "01632 960198"])
    with desk.database.transaction() as session:
        account = (
            session.execute(select(StaffAccount).where(StaffAccount.role == "team_manager")).scalars().first()
        )
        user = session.execute(select(TeamsUser).where(TeamsUser.staff_account_id == account.id)).scalar_one()
        user.reference = "{}"
    desk.press(SAM, f"risk_told/{KIND}/{kai}")
    assert alerts(desk) == [(kai, KIND, "adviser")]


def test_it_is_recorded_in_their_words(desk: DeskWorld) -> None:
    """On the form of a contact, which is saved by its own button alone."""
    kai = desk.people["YP-1"]
    choice = behind(desk).choices[1]
    [answer] = desk.desk.answer(StaffMessage(talk_of(SAM), "", choice, {}, "line.0", told=WORDS)) or []
    assert (fields(answer)["note"].value, answer.choices[0].value) == (WORDS, f"contact_save/{kai}")
    assert fields(answer)["happened_on"].value


@pytest.mark.parametrize(
    "words", ["pass this on to my manager", "tell my manager", "let my team leader know", "escalate it"]
)
def test_pass_it_on_means_the_manager(desk: DeskWorld, words: str) -> None:
    """Behind such a reply, and about whom that was."""
    behind(desk)
    assert said_after(desk, words).choices[0].value == f"risk_told/{KIND}/{desk.people['YP-1']}"


@pytest.mark.parametrize(
    "words",
    ["my manager isn't answering", "manager is off today", "can't get hold of my manager", "who do I tell"],
)
def test_where_no_manager_can_be_reached_it_is_the_duty_teams_turn(desk: DeskWorld, words: str) -> None:
    """Behind such a reply: who can't be reached is not offered to be told."""
    behind(desk)
    assert [line.phone for line in said_after(desk, words).contacts] == ["999", "01632 960198"]


@pytest.mark.parametrize("words", ["my manager isn't answering", "can't get hold of my manager"])
def test_that_no_manager_can_be_reached_needs_no_danger_before(desk: DeskWorld, words: str) -> None:
    """Said outright it means the duty team in any talk: what was told before may have been looked at too late."""
    answer = desk.say(SAM, words)
    assert answer is not None
    assert [line.phone for line in answer.contacts] == ["999", "01632 960198"]


@pytest.mark.parametrize("words", ["I've rung 999 for Kai, note it", "note it", "log that please"])
def test_note_it_means_the_record(desk: DeskWorld, words: str) -> None:
    """With what was said of it, then and now."""
    behind(desk)
    note = fields(said_after(desk, words))["note"].value
    assert note == f"{WORDS}\n{words}"


@pytest.mark.parametrize(
    "words",
    [
        "who is on duty tonight",
        "who's on duty",
        "duty number?",
        "out of hours number",
        "EDT number",
        "duty?",
        "who do I ring out of hours",
        "how do I contact MASH",
        "is there an on call manager",
    ],
)
@pytest.mark.parametrize("who", [SAM, STRANGER])
def test_who_is_on_duty_is_the_teams_number(desk: DeskWorld, who: str, words: str) -> None:
    """For its own staff; a stranger is told that none is known for them. In any talk."""
    answer = desk.say(who, words)
    assert answer is not None
    numbers = [line.phone for line in answer.contacts]
    assert numbers == (["999", "01632 960198"] if who == SAM else ["999"])


@pytest.mark.parametrize(
    "words",
    [
        "what's the safeguarding procedure",
        "how do I make a safeguarding referral",
        "safeguarding",
        "who is the DSL",
    ],
)
def test_the_procedure_is_told_as_far_as_it_is_known(desk: DeskWorld, words: str) -> None:
    """The council's own wins, and is not here; also to whom no account is linked."""
    for who in (SAM, STRANGER):
        answer = desk.say(who, words)
        assert answer is not None
        assert "I don't hold your council's procedure" in answer.lead
        assert any("referral" in step for step in answer.steps)


@pytest.mark.parametrize(
    "words", ["send Kai's plan to my manager", "who is my manager", "what is in the plan, note it"]
)
def test_other_requests_stay_what_they_are(desk: DeskWorld, words: str) -> None:
    """Also behind such a reply."""
    behind(desk)
    desk.says[words] = Request(Asked.STATUS, person="Kai")
    answer = desk.say(SAM, words)
    assert answer is not None
    assert not any(value.startswith("risk_") for value in values(answer))


def test_without_a_danger_the_words_have_their_usual_meaning(desk: DeskWorld) -> None:
    """Nobody is told of nothing."""
    assert desk.say(SAM, "tell my manager") is None
    assert desk.say(SAM, "note it") is None


@pytest.mark.parametrize("who", [MANAGER, ADMIN])
@pytest.mark.parametrize("words", ["escalate it", "tell my manager"])
def test_whoever_has_no_manager_here_is_told_whom_to_ring(desk: DeskWorld, who: str, words: str) -> None:
    """Nothing is promised that is denied afterwards, by words or by a button."""
    behind(desk, who)
    kai = desk.people["YP-1"]
    answers = (desk.say(who, words), desk.press(who, f"risk_told/{KIND}/{kai}"))
    for answer in answers:
        assert answer is not None
        assert answer.title == phrase("staff_danger.not_told.title")
        assert answer.contacts[0].phone == "999"
    assert alerts(desk) == []


def test_words_of_one_never_get_into_the_record_of_another(desk: DeskWorld) -> None:
    """An older button stays that of its young person, and is without what was written since of somebody else."""
    kai, lou = desk.people["YP-1"], add_person(desk, SAM, "Lou", "YP-3")
    older, newer = behind(desk).choices[1], behind(desk, words="Lou was hurt").choices[1]
    for choice, person, words in ((older, kai, ""), (newer, lou, "Lou was hurt")):
        message = StaffMessage(talk_of(SAM), "", choice, {}, "line.0", told="Lou was hurt")
        behind(desk, words="Lou was hurt")
        [answer] = desk.desk.answer(message) or []
        assert (fields(answer)["note"].value, answer.choices[0].value) == (words, f"contact_save/{person}")
    behind(desk, words="Lou was hurt")
    answer = said_after(desk, "I've rung 999 for Kai, note it", told="Lou was hurt")
    assert answer.choices[0].value == f"contact_save/{kai}"
    assert fields(answer)["note"].value == "I've rung 999 for Kai, note it"


@pytest.mark.parametrize(
    "words",
    [
        "Ash told me he will kill himself",
        "YP-2 says he wants to die",
        "my sister said she wants to die",
        "one of mine says she took an overdose",
        "There is a girl here, she took an overdose",
    ],
)
def test_somebody_whom_we_do_not_know_is_not_whom_the_talk_was_about(desk: DeskWorld, words: str) -> None:
    """He or she is whoever was named there: it is asked, and no alert is prepared for another."""
    desk.press(SAM, f"status/{desk.people['YP-1']}")
    assert values(behind(desk, words=words)) == [f"risk_tell/{KIND}", "risk_record"]


def test_an_erasure_takes_along_the_record_that_was_begun(desk: DeskWorld) -> None:
    """Also where it was chosen on a form whom it is about."""
    kai = desk.people["YP-1"]
    desk.press(SAM, "risk_record", {"who": str(kai)})
    with desk.database.transaction(OPERATOR) as session:
        assert [row.young_person_id for row in session.execute(select(StaffTalk)).scalars()] == [kai]
        erase(session, kai, NOW, Operator(), lambda _talk: None, lambda words: words.replace("\0", " "))
        assert session.execute(select(StaffTalk)).scalars().all() == []


def test_a_case_that_moved_is_nobody_s_button_any_more(desk: DeskWorld) -> None:
    """Behind "he" it is asked who that is; what was pressed too late still says whom to ring."""
    kai = desk.people["YP-1"]
    desk.press(SAM, f"status/{kai}")
    with desk.database.transaction(OPERATOR) as session:
        session.get(YoungPerson, kai).personal_adviser_id = desk.advisers[NELL]
    assert values(behind(desk, words="he says he will kill himself")) == [f"risk_tell/{KIND}", "risk_record"]
    choice = Choice(label="a button", kind="staff", value=f"risk_told/{KIND}/{kai}")
    answers = desk.desk.answer(StaffMessage(talk_of(SAM), "", choice, {}, "line.0")) or []
    assert [line.phone for line in answers[-1].contacts] == ["999"]
    assert alerts(desk) == []
