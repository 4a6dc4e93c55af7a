"""Lists of some of the people: what a card shows is what was asked for, said on it; or the records' gap is said and no list shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from desk_world import MANAGER, NELL, NOW, SAM, TODAY, add_call, add_life, add_person
from sqlalchemy import select

from bot.advising.requests.narrow import Narrow, NotHeld, narrow_of
from bot.advising.requests.reading import read_request
from bot.advising.requests.request import Asked, Contact, Request
from bot.advising.requests.unmade_contact import Unmade
from bot.advising.wanted import Wanted, wanted_of
from bot.casework.codes import ContactKind, PlanState
from bot.casework.group_names import Group
from bot.casework.plans.life_cycle import Move
from bot.casework.tables import ContactRecord, PathwayPlan, PlanReason, StayingPut
from bot.delivery.staffing.working_hours import utc_of

if TYPE_CHECKING:
    from desk_world import DeskWorld

    from bot.answer import Answer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def shown(answer: Answer | None) -> list[str]:
    """The first names on the lines of a card, in their order."""
    assert answer is not None
    assert answer.card is not None
    return [row.title.split(maxsplit=1)[0] for row in answer.card.rows]


def lead(answer: Answer | None) -> str:
    """What a card says first."""
    assert answer is not None
    return answer.lead


@pytest.fixture
def world(made: DeskWorld) -> DeskWorld:
    """Six of Sam's, each different, and one of Nell's who is in custody too."""
    ages = {"Abe": 17, "Bea": 18, "Cal": 20, "Dee": 16, "Eve": 21, "Flo": 17}
    for number, (name, age) in enumerate(ages.items()):
        born = date(TODAY.year - age, 1, 15)
        add_person(made, SAM, name, f"YP-{number}", born=born, seen_days=10 * (number + 1))
    add_person(made, NELL, "Zed", "YP-9", born=date(2006, 1, 15))
    people = made.people
    add_life(made, people["YP-2"], activ="G5", accom="X2")
    add_life(made, people["YP-4"], activ="F1", accom="U1")
    add_life(made, people["YP-9"], activ="G5", accom="X2")
    return made


@pytest.mark.parametrize(
    ("narrow", "names", "words"),
    [
        (Narrow(age_from=17, age_until=17), ["Abe", "Flo"], "2 of 6 young people are aged 17."),
        (Narrow(age_from=18), ["Bea", "Cal", "Eve"], "3 of 6 young people are aged 18 or over."),
        (Narrow(age_until=16), ["Dee"], "1 of 6 young people is aged 16 or under."),
    ],
)
def test_a_list_by_age_has_those_of_that_age(
    world: DeskWorld, narrow: Narrow, names: list[str], words: str
) -> None:
    """And says how many of how many, and who they are."""
    answer = world.ask(SAM, Request(Asked.CASELOAD, narrow=narrow))
    assert shown(answer) == names
    assert lead(answer) == words


def test_where_somebody_lives_is_the_last_confirmed_and_gaps_are_said(world: DeskWorld) -> None:
    """In custody is one of Sam's; of four nothing is on record, which says nothing of them; Nell's is nobody of Sam's."""
    answer = world.ask(SAM, Request(Asked.CASELOAD, narrow=Narrow(group=Group.CUSTODY)))
    assert shown(answer) == ["Cal"]
    assert "in custody (ACCOM X" in lead(answer)
    assert lead(answer).endswith("Of 4 nothing is on record of it.")
    assert "Zed" in shown(world.ask(MANAGER, Request(Asked.CASELOAD, narrow=Narrow(group=Group.CUSTODY))))


def test_who_is_neet_names_them_and_not_those_of_whom_nothing_is_known(world: DeskWorld) -> None:
    """The names first, where it is asked who."""
    answer = world.ask(SAM, Request(Asked.INDICATORS, narrow=Narrow(group=Group.NEET)))
    assert shown(answer) == ["Cal"]


@pytest.mark.parametrize("group", Group)
def test_every_group_has_its_words_and_its_people(world: DeskWorld, group: Group) -> None:
    """None fails, none is silent, and no list is whole that was asked for in part."""
    answer = world.ask(SAM, Request(Asked.CASELOAD, narrow=Narrow(group=group)))
    assert "of 6 young people" in lead(answer)
    if group not in (Group.AUTHORISED, Group.REVIEWS):
        assert len(shown(answer)) < len(world.people) - 1


def test_a_plan_that_was_sent_back_is_one_that_is_written_again(world: DeskWorld) -> None:
    """One that was never with the manager is none."""
    for name, reference in (("Gus", "YP-6"), ("Hal", "YP-7")):
        add_person(world, SAM, name, reference, state=PlanState.DRAFTING)
    with world.database.transaction() as session:
        plan = session.execute(
            select(PathwayPlan).where(PathwayPlan.young_person_id == world.people["YP-6"])
        ).scalar_one()
        session.add(
            PlanReason(
                plan_id=plan.id, move=Move.RETURN_TO_DRAFTING.value, words="(invented)", written_at=NOW
            )
        )
    assert shown(world.ask(SAM, Request(Asked.CASELOAD, narrow=Narrow(group=Group.SENT_BACK)))) == ["Gus"]


def test_staying_put_is_an_arrangement_that_holds_or_a_former_carer(world: DeskWorld) -> None:
    """One that has ended is none."""
    begun = TODAY - timedelta(days=300)
    with world.database.transaction() as session:
        for reference, ended in (("YP-1", None), ("YP-3", TODAY - timedelta(days=1))):
            session.add(
                StayingPut(
                    young_person_id=world.people[reference],
                    started_on=begun,
                    ended_on=ended,
                    carer_type="council",
                )
            )
    add_life(world, world.people["YP-5"], activ="F1", accom="Z1")
    answer = world.ask(SAM, Request(Asked.CASELOAD, narrow=Narrow(group=Group.STAYING_PUT)))
    assert sorted(shown(answer)) == ["Bea", "Flo"]


def test_overdue_assessments_are_not_overdue_reviews(world: DeskWorld) -> None:
    """Of what is overdue, those alone, said on the card."""
    add_person(world, SAM, "Late", "YP-8", review_in=-4)
    answer = world.ask(SAM, Request(Asked.OVERDUE, narrow=Narrow(group=Group.ASSESSMENTS)))
    assert shown(answer) == []
    assert "Only those whose needs assessment it is." in lead(answer)
    assert shown(world.ask(SAM, Request(Asked.OVERDUE, narrow=Narrow(group=Group.REVIEWS)))) == ["Late"]


def test_not_seen_for_so_long_is_counted_in_the_days_that_were_said(world: DeskWorld) -> None:
    """Not in the eight weeks of the figure: who was last seen before the day, which stands in the lead."""
    answer = world.ask(SAM, Request(Asked.CONTACT_DUE, narrow=Narrow(days=28)))
    assert shown(answer) == ["Flo", "Eve", "Dee", "Cal"]
    assert "since 26 October 2026" in lead(answer)
    since = Request(Asked.CONTACT_DUE, day_from=TODAY - timedelta(days=45), day_until=TODAY)
    assert shown(world.ask(SAM, since)) == ["Flo", "Eve"]


def test_not_visited_goes_by_visits_and_shows_other_contact_beside(world: DeskWorld) -> None:
    """Whoever was only rung since was not visited."""
    with world.database.transaction() as session:
        session.add(
            ContactRecord(
                young_person_id=world.people["YP-5"], kind="phone", is_meaningful=True, happened_on=TODAY
            )
        )
    answer = world.ask(SAM, Request(Asked.CONTACT_DUE, narrow=Narrow(days=55, by_visits=True)))
    assert shown(answer) == ["Flo"]
    assert answer is not None
    assert answer.card is not None
    assert any("Last visit" in text for text in answer.card.rows[0].texts)
    assert any("today" in text for text in answer.card.rows[0].texts)


def test_plans_of_a_time_that_has_passed_are_those_overdue_still(world: DeskWorld) -> None:
    """None is told as "no plans", where some fell due then."""
    add_person(world, SAM, "Late", "YP-8", review_in=-30)
    add_person(world, SAM, "Later", "YP-10", review_in=-3)
    asked = Request(Asked.DUE, day_from=date(2026, 10, 1), day_until=date(2026, 10, 31))
    answer = world.ask(SAM, asked)
    assert shown(answer) == ["Late"]
    assert "overdue still" in lead(answer)


@pytest.mark.parametrize("kind", NotHeld)
def test_what_the_records_do_not_hold_is_said_and_no_list_shown(world: DeskWorld, kind: NotHeld) -> None:
    """Never everybody as if they were those who were asked for."""
    answer = world.ask(SAM, Request(Asked.CASELOAD, narrow=Narrow(not_held=kind)))
    assert shown(answer) == []
    assert "No list is shown" in lead(answer)


def test_contacts_made_are_counted_by_kind(world: DeskWorld) -> None:
    """Of the days that were said, up to today; the visits first."""
    month = Request(
        Asked.CONTACT_DUE,
        narrow=Narrow(counts_contacts=True),
        day_from=date(2026, 11, 1),
        day_until=date(2026, 11, 30),
    )
    answer = world.ask(SAM, month)
    assert lead(answer).startswith("Visits: 2. In all 2 contacts with 2 young people")


def test_a_narrowed_list_keeps_narrow_on_its_next_page_and_its_buttons(world: DeskWorld) -> None:
    """ "More" after the seventeen-year-olds is more of them."""
    for number in range(12):
        add_person(world, SAM, f"New{number}", f"YN-{number}", born=date(TODAY.year - 17, 1, 2))
    world.ask(SAM, Request(Asked.CASELOAD, narrow=Narrow(age_from=17, age_until=17)))
    more = world.ask(SAM, Request(Asked.CASELOAD, is_same_request=True, is_more=True))
    assert lead(more).startswith("14 of 18")
    assert len(shown(more)) == 4
    wanted = Wanted(Asked.CASELOAD, narrow=Narrow(group=Group.NEET, age_from=16, days=3), page=2)
    assert wanted_of(*split(wanted.value)) == wanted


def split(value: str) -> tuple[str, list[str]]:
    """A button's verb and what follows."""
    verb, *args = value.split("/")
    return verb, args


def test_nonsense_in_a_button_narrows_nothing(made: DeskWorld) -> None:
    """Neither a group that is none nor a number that is none raises."""
    assert narrow_of("group:kings,from:x,until:99999,not:,,:") == Narrow()


def test_today_is_what_is_late_whom_a_call_was_promised_and_the_dates_of_the_day(world: DeskWorld) -> None:
    """And every number that is not nought can be pressed where it stands."""
    add_person(world, SAM, "Late", "YP-8", review_in=-4)
    add_person(world, SAM, "Now", "YP-10", review_in=0)
    add_call(world, world.people["YP-1"], promised_at=NOW + timedelta(hours=20))
    answer = world.ask(SAM, Request(Asked.CASELOAD, narrow=Narrow(is_today=True)))
    assert lead(answer).startswith("Today: 1 key dates. Overdue plans: 1. Waiting for a call: 1, 1 of them")
    assert answer is not None
    assert answer.card is not None
    assert [moment.who.split()[0] for moment in answer.card.moments] == ["Now"]
    for fact in answer.card.facts:
        assert (fact.press is None) == (fact.value == "0"), fact


def test_the_numbers_of_the_caseload_open_their_lists(world: DeskWorld) -> None:
    """Each where it stands, on a telephone too."""
    add_person(world, SAM, "Late", "YP-8", review_in=-4)
    answer = world.ask(SAM, Request(Asked.CASELOAD))
    assert answer is not None
    assert answer.card is not None
    opens = {
        fact.name: answer.choices[fact.press].value for fact in answer.card.facts if fact.press is not None
    }
    assert opens["Plans overdue"] == Wanted(Asked.OVERDUE).value
    assert shown(world.press(SAM, opens["Plans overdue"])) == ["Late"]


def test_an_overdue_review_stands_among_ones_key_dates(world: DeskWorld) -> None:
    """Nobody reads from them that there is none."""
    late = add_person(world, SAM, "Late", "YP-8", review_in=-4)
    answer = world.ask(SAM, Request(Asked.KEY_DATES, person="Late"))
    assert answer is not None
    assert answer.card is not None
    first = answer.card.moments[0]
    assert (first.day, first.is_past) == (TODAY - timedelta(days=4), True)
    assert "overdue" in first.what
    assert f"status/{late}" in {choice.value for choice in answer.choices}


@pytest.mark.parametrize("unmade", Unmade)
def test_what_was_no_contact_opens_no_form(world: DeskWorld, unmade: Unmade) -> None:
    """It says that nothing is recorded, and shows where the plan stands."""
    answer = world.ask(SAM, Request(Asked.CONTACT_DUE, person="Abe", unmade=unmade))
    assert lead(answer).startswith("Nothing is recorded")
    assert answer is not None
    assert answer.card is not None
    assert answer.card.form is None


def test_a_day_that_is_none_is_said(world: DeskWorld) -> None:
    """The form's day is left to choose, and not without a word."""
    asked = Request(
        Asked.RECORD_CONTACT, person="Abe", contact=Contact(ContactKind.VISIT), no_such_day="31 November"
    )
    assert lead(world.ask(SAM, asked)).startswith("There is no 31 November.")


def test_a_promise_to_ring_fills_in_its_hour_and_keeps_nothing(world: DeskWorld) -> None:
    """Where the young person waits for a call; the press alone keeps it."""
    at = datetime(2026, 11, 23, 16, 30)
    add_call(world, world.people["YP-0"])
    answer = world.ask(SAM, Request(Asked.CALL_BACKS, person="Abe", rings_at=at))
    assert answer is not None
    assert answer.card is not None
    assert answer.card.form is not None
    assert answer.card.form.fields[0].value == utc_of(at.date(), at.time()).isoformat()
    nobody_waits = world.ask(SAM, Request(Asked.CALL_BACKS, person="Bea", rings_at=at))
    assert "doesn't wait for a call" in lead(nobody_waits)


def test_an_hour_that_has_passed_is_said_and_not_filled_in(world: DeskWorld) -> None:
    """No promise stands for a time that is over."""
    add_call(world, world.people["YP-0"])
    asked = Request(Asked.CALL_BACKS, person="Abe", rings_at=datetime(2026, 11, 23, 9, 0))
    answer = world.ask(SAM, asked)
    assert answer is not None
    assert answer.card is not None
    assert answer.card.form is not None
    assert answer.card.form.fields[0].error


def test_a_second_ask_is_a_button_or_is_said(world: DeskWorld) -> None:
    """None is dropped in silence."""
    listed = world.ask(SAM, Request(Asked.STATUS, person="Abe", also=Asked.CONTACT_DUE))
    assert listed is not None
    assert "list/contact_due/1" in {choice.value for choice in listed.choices}
    told = world.ask(SAM, Request(Asked.STATUS, person="Abe", also=Asked.OFFER))
    assert "Send me that by itself" in lead(told)


def test_words_are_read_and_narrowed_all_the_way(world: DeskWorld) -> None:
    """As an adviser writes them, by the real reader."""
    world.desk._words = type(world.desk._words)(read_request, world.desk._handlers.by_asked)
    assert shown(world.say(SAM, "who is 17")) == ["Abe", "Flo"]
    assert shown(world.say(SAM, "which of mine are in prison")) == ["Cal"]
    assert lead(world.say(SAM, "didn't see Abe on Friday")).startswith("Nothing is recorded")
