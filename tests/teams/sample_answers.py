"""Answers that between them have every part of a card, and those of other kinds: what the tests of cards go through.

Everybody in them is invented. Whoever makes cards adds theirs to `SAMPLES`.
"""

from __future__ import annotations

from datetime import date

from bot.answer import Answer, Basis, Choice, Column, ContactLine, Paragraph, SourceLine
from bot.card import Card, Fact, Field, Form, Gauge, Moment, Option, Row, Step, Tone
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import urgent_reply

LINE = "abcdefghijklmnopqrstuv"  # the id of a line
_ACT = SourceLine(
    title="Children Act 1989",
    section="section 23E",
    published=date(1989, 11, 16),
    checked_on=date(2026, 10, 1),
)
_NAMES = ("Kai", "Amara", "Zuzanna", "Oluwaseun", "Bartholomew-Alexander", "Mia", "Tomasz", "Efua")


def staff(label: str, value: str) -> Choice:
    """A button of the desk."""
    return Choice(label=label, kind="staff", value=value)


def caseload(count: int) -> Answer:
    """So many young people, each opened by a press."""
    marks = (
        ("12 days over", Tone.WARNING),
        ("Due in 9 days", Tone.ATTENTION),
        ("Up to date", Tone.GOOD),
        ("", Tone.NONE),
    )
    rows = tuple(
        Row(
            title=f"{_NAMES[n % len(_NAMES)]} Markerson (invented)",
            texts=(
                f"YP-{1000 + n}, aged 19",
                "Plan authorised 5 January 2026, review due 5 July 2026",
                "Contact: seen 2 November 2026",
            ),
            mark=marks[n % 4][0],
            tone=marks[n % 4][1],
            press=n,
        )
        for n in range(count)
    )
    buttons = tuple(staff("Open", f"status/{n}") for n in range(count))
    return Answer(
        title="Your caseload",
        lead=f"You have {count} young people. 3 plans are overdue.",
        choices=(
            *buttons,
            staff("Overdue plans only", "list/overdue/1"),
            staff("Next 10", "list/caseload/2"),
        ),
        sources=(_ACT,),
        card=Card(
            rows=rows,
            page=f"1 to {count} of {count}",
            meaning=(
                "A plan is overdue when its review date has passed and no review is on record.",
                "It is counted from the day on which the last plan was authorised.",
            ),
        ),
    )


STATUS = Answer(
    title="Plan status",
    lead="The plan waits for the manager.",
    choices=(
        staff("Record a contact", "contact/17"),
        staff("Ask for a review", "review/17"),
        staff("Key dates", "dates/17"),
    ),
    sources=(_ACT,),
    card=Card(
        facts=(
            Fact(name="Young person", value="Zuzanna Markerson-Oyelaran (invented), YP-1042"),
            Fact(name="Adviser", value="Sam Okafor (invented)"),
            Fact(name="Plan", value="Authorised on 5 January 2026"),
        ),
        steps=(
            Step(name="Needs assessment", state="done", when="3 August 2026"),
            Step(name="Plan drafted", state="done", when="1 September 2026"),
            Step(name="With the manager", state="now", when="since 3 November 2026"),
            Step(name="Authorised", state="to_come"),
            Step(name="Reviewed", state="to_come", when="due 5 May 2027"),
        ),
        moments=(
            Moment(day=date(2026, 8, 3), what="Needs assessment completed", is_past=True),
            Moment(day=date(2026, 11, 3), what="Sent to manager", who="Sam Okafor (invented)", is_past=True),
            Moment(day=date(2027, 5, 5), what="Review due"),
        ),
        meaning=("A pathway plan is reviewed at least every six months.",),
    ),
)

KEY_DATES = Answer(
    title="Key dates of the next 90 days",
    lead="4 dates fall in the next 90 days.",
    choices=(
        staff("Plan status", "status/3"),
        staff("Plan status", "status/4"),
        staff("30 days only", "dates/30"),
    ),
    card=Card(
        moments=(
            Moment(day=date(2026, 12, 1), who="Kai Markerson (invented)", what="Turns 18", press=0),
            Moment(day=date(2026, 12, 24), who="Mia Markerson (invented)", what="Review due", press=1),
            Moment(day=date(2027, 1, 2), who="Efua Markerson (invented)", what="Staying Put meeting"),
            Moment(day=date(2027, 1, 31), what="Return to the department is due"),
        ),
        meaning=("Dates come from birthdays and from what is on record of plans.",),
    ),
)

INDICATORS = Answer(
    title="How we are doing",
    lead="One of 4 figures is rated red.",
    choices=(staff("Who is counted", "figure/eet"),),
    sources=(SourceLine(title="SSDA903 guidance", section="OC3", published=date(2026, 4, 1)),),
    card=Card(
        gauges=(
            Gauge(
                label="Pathway plans up to date",
                some=18,
                all=25,
                percent=72.0,
                rating="amber",
                amber=60.0,
                green=80.0,
                explained="Of those aged 16 to 25 with a plan on record.",
            ),
            Gauge(
                label="In education, employment or training",
                some=9,
                all=24,
                percent=37.5,
                rating="red",
                green=60.0,
            ),
            Gauge(
                label="In suitable accommodation", some=24, all=25, percent=96.0, rating="green", unknown=1
            ),
            Gauge(
                label="In touch",
                some=10,
                all=20,
                percent=50.0,
                unknown=5,
                explained="The council sets no target.",
            ),
            Gauge(label="Nobody to count", some=0, all=0),
            Gauge(label="None of them", some=0, all=8, percent=0.0, rating="red"),
            Gauge(label="All of them", some=8, all=8, percent=100.0, rating="green"),
        ),
        meaning=("The denominator is everybody in the cohort about whom something is on record.",),
    ),
)

CONTACT_FORM = Answer(
    title="Record a contact",
    lead="Check what I understood. Nothing is recorded until you press the button.",
    choices=(staff("Record it", "do_contact/17"), staff("Cancel", "cancel")),
    card=Card(
        facts=(Fact(name="Young person", value="Kai Markerson (invented)"),),
        form=Form(
            fields=(
                Field(
                    id="kind",
                    label="How you were in touch",
                    kind="one_of",
                    is_required=True,
                    value="visit",
                    options=tuple(
                        Option(value=name.lower(), label=name)
                        for name in ("Visit", "Phone call", "Text", "Email", "Video call")
                    ),
                ),
                Field(
                    id="on",
                    label="On which day",
                    kind="day",
                    is_required=True,
                    value="2026-11-29",
                    error="30 November is still to come. Give today or a day before it.",
                ),
                Field(id="is_meaningful", label="Was it meaningful?", kind="yes_no", is_required=True),
                Field(
                    id="place",
                    label="Where",
                    kind="one_of",
                    options=(
                        Option(value="home", label="At home"),
                        Option(value="office", label="In the office"),
                    ),
                ),
                Field(id="short", label="In a few words", kind="text", most=60),
                Field(id="note", label="Note for the record", kind="lines", most=2000),
                Field(id="pin", label="New PIN", kind="secret", is_required=True, most=4),
            ),
            press=0,
        ),
        meaning=("A contact counts as meaningful when you spoke about how things are.",),
    ),
)

VERSION_TO_SEND = Answer(
    title="A version to send",
    lead="This is the answer in plain words.",
    choices=(staff("Send it as a text", "share/17/text"), staff("Show it on the web page", "share/17/web")),
    card=Card(
        quote=(
            "Hi Kai. You can get up to £3,000 to set up your home.",
            "Ask me: 01632 960101\n*Not* a [link](https://example.org) & no <b>tag</b>.",
        ),
        meaning=("The young person sees these words and nothing else.",),
    ),
)

RULE = Answer(
    title="Setting up home allowance",
    lead="A former relevant child can get at least £3,000 towards setting up home.",
    place_name="Rutland",
    paragraphs=(
        Paragraph(text="The council must assist where welfare requires it.", basis=Basis.LAW),
        Paragraph(text="The council pays it in parts, against receipts.", basis=Basis.COUNCIL),
        Paragraph(
            text="Ask before you buy.",
            heading="What must be asked first?",
            basis=Basis.COUNCIL,
            steps=("Make a list.", "Get it agreed."),
        ),
    ),
    columns=(
        Column(heading="At 18", texts=("All of it.",)),
        Column(heading="At 21", texts=("What is left.",)),
    ),
    steps=("Agree a list with the young person.", "Send it to your manager."),
    contacts=(
        ContactLine(
            name="Leaving care team",
            phone="01632 960198",
            email="leaving.care@example.org",
            who_for="Any question",
        ),
    ),
    sources=(_ACT, SourceLine(title="Local offer of Rutland", published=date(2024, 3, 1))),
    applies_to="Former relevant children up to 25",
    notes=("The council's offer was due for review in March 2026.",),
    question="What would you like next?",
    choices=(
        Choice(label="A version to send", kind="follow_up", value="easy/setting_up_home"),
        Choice(label="Council tax", kind="topic", value="council_tax"),
        Choice(label="Go back to the needs assessments", kind="topic", value="needs"),
        Choice(label="Health, dentists, opticians and prescriptions", kind="topic", value="health"),
    ),
)

WORDS_ALONE = Answer(lead="I did not find anybody of that name among your young people.")
WHICH_ONE = Answer(
    lead="Two of your young people have that name.",
    question="Which one?",
    choices=(staff("The first", "status/1"), staff("The second", "status/2")),
    card=Card(
        rows=(
            Row(title="Kai Markerson (invented)", texts=("YP-1001",), press=0),
            Row(title="Kai Adeyemi (invented)", texts=("YP-1002",), press=1),
        )
    ),
)
URGENT = urgent_reply(Danger("crisis_self_harm"), ()).copy(
    update={
        "choices": (
            *urgent_reply(Danger("crisis_self_harm"), ()).choices,
            staff("Tell the duty team", "tell"),
        )
    }
)
WIDE_MARKS = Answer(
    title="Contact due",
    lead="2 contacts are due.",
    card=Card(
        rows=(
            Row(
                title="Bartholomew-Alexander Featherstonehaugh-Cholmondeley (invented)",
                texts=("No contact on record since 1 September 2026",),
                mark="No contact on record for 13 weeks",
                tone=Tone.WARNING,
            ),
            Row(title="Mia Markerson (invented)", tone=Tone.ATTENTION),
            Row(title="Efua Markerson (invented)", tone=Tone.GOOD, mark="Seen today"),
        )
    ),
)

GLANCE = Answer(
    title="Caseload",
    lead="12 young people.",
    card=Card(
        facts=(
            Fact(name="Plans overdue", value="12"),
            Fact(name="No meaningful contact on record for 8 weeks", value="1"),
        ),
        steps=tuple(
            Step(name=f"Step {number}", state="done" if number < 6 else "to_come") for number in range(1, 8)
        ),
    ),
)

SAMPLES = {
    "glance": GLANCE,
    "caseload": caseload(8),
    "whole_caseload": caseload(25),
    "status": STATUS,
    "key_dates": KEY_DATES,
    "indicators": INDICATORS,
    "contact_form": CONTACT_FORM,
    "version_to_send": VERSION_TO_SEND,
    "rule": RULE,
    "words_alone": WORDS_ALONE,
    "which_one": WHICH_ONE,
    "urgent": URGENT,
    "wide_marks": WIDE_MARKS,
}
