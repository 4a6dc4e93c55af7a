"""On the staff pages advisers and managers record contacts, move plans, ask for reviews and tick off calls: by forms alone, once, with undo."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from browser import as_text
from test_staff_pages import OWN, TEAM, Council, council, people, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["council"]  # a server with an adviser (ann), a manager (max) and an administrator (ada)

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside]

NOTE = "Tea and a talk about college (invented) zebra-marker"
FIELDS = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def ann(council: Council) -> Iterator[Desk]:
    """The adviser's browser."""
    with opened(council, "ann") as client:
        yield Desk(council, client)


@pytest.fixture
def max_(council: Council) -> Iterator[Desk]:
    """The manager's browser."""
    with opened(council, "max") as client:
        yield Desk(council, client)


@contextmanager
def opened(council: Council, subject: str) -> Iterator[httpx.Client]:
    """A browser that is signed in."""
    with httpx.Client(base_url=council.server.url, follow_redirects=True, timeout=60) as client:
        sign_in(council, client, subject)
        yield client


class Desk:
    """What a member of staff sees and sends; forms are filled in as the page has them."""

    def __init__(self, council: Council, http: httpx.Client) -> None:
        """Of one browser."""
        self.council, self.http = council, http

    def page(self, person: int, more: str = "") -> httpx.Response:
        """The page of one young person."""
        return self.http.get(f"/staff/people/{person}{more}")

    def send(self, page: str, action: str, **typed: str) -> httpx.Response:
        """Fill in the form that leads there, and send it; nothing is sent for an empty field."""
        return self.http.post(action, data={**self.form(page, action), **typed})

    @staticmethod
    def form(page: str, action: str) -> dict[str, str]:
        """The hidden fields of a form."""
        [form] = re.findall(rf'<form[^>]*action="{re.escape(action)}">(.*?)</form>', page, re.DOTALL)[:1]
        return dict(FIELDS.findall(form))

    def contact(self, person: int, **typed: str) -> httpx.Response:
        """Record a contact by the form of a fresh page."""
        filled = {
            "kind": "visit",
            "happened_on": str(today(self.council)),
            "is_meaningful": "yes",
            "note": NOTE,
        }
        action = f"/staff/people/{person}/contacts"
        return self.send(self.page(person).text, action, **{**filled, **typed})

    def plan(self, person: int, columns: str) -> tuple[Any, ...]:
        """The newest plan of a person."""
        query = (
            f"SELECT {columns} FROM pathway_plan WHERE young_person_id = {person} ORDER BY id DESC LIMIT 1"  # noqa: S608 - names of ours
        )
        return self.council.rows(query)[0]

    def put(self, person: int, state: str) -> None:
        """Put their plan into a state, since yesterday, signed and without views."""
        changed = "UPDATE pathway_plan SET state = ?, state_since = ?, authorised_on = ?, next_review_on = NULL, last_review_on = NULL, young_person_views = NULL, no_views_reason = NULL WHERE young_person_id = ?"
        day = str(today(self.council) - timedelta(days=1))
        assert self.council.server.records.change(changed, state, day, day, person)


def today(council: Council) -> date:
    """The machine's day; the server has no other."""
    return date.today()  # noqa: DTZ011 - the day on which the server runs


def contacts(council: Council, person: int) -> list[tuple[Any, ...]]:
    """Contacts that were recorded on the pages."""
    wanted = f"SELECT kind, is_meaningful FROM contact_record WHERE young_person_id = {person} AND note IS NOT NULL ORDER BY id"  # noqa: S608 - a number
    return council.rows(wanted)


def own_person(council: Council, which: int = 0) -> int:
    """One of the adviser's people who has a plan."""
    with_plan = people(council, "SELECT young_person_id FROM pathway_plan") & people(council, OWN)
    return sorted(with_plan)[which]


def test_a_contact_is_recorded_once_and_taken_back(council: Council, ann: Desk) -> None:
    """The form leads back to the page, which says what was done and until when it can be undone; sent twice it is one."""
    person = own_person(council)
    before = contacts(council, person)
    page, action = ann.page(person).text, f"/staff/people/{person}/contacts"
    typed = {"kind": "phone", "happened_on": str(today(council)), "is_meaningful": "no", "note": NOTE}
    done = [ann.send(page, action, **typed) for _ in range(2)]
    assert [answer.history[0].status_code for answer in done] == [303, 303]
    assert done[0].url == done[1].url
    assert contacts(council, person) == [*before, ("phone", 0)]
    said = as_text(done[1].text)
    assert "A contact was recorded (Phone call," in said
    assert "You can undo this until" in said
    [deed] = re.findall(r'name="deed" value="(\d+)"', done[1].text)
    back = ann.http.post(f"/staff/people/{person}/undo", data={"deed": deed})
    assert "It is as it was before." in as_text(back.text)
    assert contacts(council, person) == before
    again = ann.http.post(f"/staff/people/{person}/undo", data={"deed": deed})
    assert "It was taken back before." in as_text(again.text)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"kind": "text"}, "is_meaningful", "never counts as meaningful contact"),
        ({"happened_on": "2099-01-01"}, "happened_on", "still to come"),
        ({"happened_on": "1950-01-01"}, "happened_on", "before they were born"),
        ({"happened_on": "last tuesday"}, "happened_on", "Give the day as"),
        ({"kind": "rocket"}, "kind", "Pick how"),
    ],
)
def test_a_wrong_field_is_marked_beside_it_with_what_was_typed(
    council: Council, ann: Desk, typed: dict[str, str], field: str, said: str
) -> None:
    """The status says that nothing was saved, and nothing was; the note is still there."""
    person = own_person(council)
    before = contacts(council, person)
    page = ann.contact(person, **typed)
    assert page.status_code == 422
    assert re.search(rf'<p class="error" id="{field}-error">[^<]*{said}', page.text)
    assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-error" aria-invalid="true"', page.text)
    assert f">{NOTE}</textarea>" in page.text
    for name, value in typed.items():
        if name == "happened_on":
            assert f'name="{name}" type="text" value="{value}"' in page.text or field != name
    assert contacts(council, person) == before


def test_a_plan_goes_to_the_manager_and_back_and_is_authorised(
    council: Council, ann: Desk, max_: Desk
) -> None:
    """Each by a page that says what follows; views and reasons are asked for and kept; each step is undone or moved on from."""
    person = own_person(council)
    ann.put(person, "with_young_person")
    move = f"/staff/people/{person}/moves"
    assert "Send to manager" in ann.page(person).text
    asked = ann.page(person, "/moves/send_to_manager")
    assert "Then: it is with the team manager." in as_text(asked.text)
    assert ann.plan(person, "state") == ("with_young_person",)
    missing = ann.send(asked.text, f"{move}/send_to_manager")
    assert missing.status_code == 422
    assert 'id="views-error"' in missing.text
    sent = ann.send(missing.text, f"{move}/send_to_manager", views="Fine with me (invented)")
    assert "A plan was moved (Send to manager)." in as_text(sent.text)
    assert ann.plan(person, "state") == ("with_team_manager",)
    empty = max_.send(max_.page(person, "/moves/return_to_drafting").text, f"{move}/return_to_drafting")
    assert 'id="reasons-error"' in empty.text
    returned = max_.send(empty.text, f"{move}/return_to_drafting", reasons="Say who helps (invented)")
    assert ann.plan(person, "state") == ("drafting",)
    assert "Sent back because: Say who helps (invented)" in as_text(ann.page(person).text)
    [deed] = re.findall(r'name="deed" value="(\d+)"', returned.text)
    max_.http.post(f"/staff/people/{person}/undo", data={"deed": deed})
    assert ann.plan(person, "state") == ("with_team_manager",)
    assert council.rows("SELECT count(*) FROM plan_reason") == [(0,)]
    max_.send(max_.page(person, "/moves/authorise").text, f"{move}/authorise")
    assert str(ann.plan(person, "authorised_on")[0])[:10] == str(today(council))


def test_a_move_that_cannot_be_made_says_why(council: Council, ann: Desk) -> None:
    """What is allowed from here, in words; there is nothing to press."""
    person = own_person(council)
    ann.put(person, "drafting")
    page = ann.page(person, "/moves/authorise")
    assert page.status_code == 409
    assert "The plan is being written" in as_text(page.text)
    assert "From here:" in as_text(page.text)
    assert "<form" not in page.text.split("<main")[1]
    assert ann.page(person, "/moves/fly").status_code == 400


def test_of_two_who_move_a_plan_one_is_told(council: Council, ann: Desk, max_: Desk) -> None:
    """The manager's page was open before the adviser took the plan back."""
    person = own_person(council)
    ann.put(person, "with_team_manager")
    move = f"/staff/people/{person}/moves"
    theirs = max_.page(person, "/moves/return_to_drafting").text
    ann.send(ann.page(person, "/moves/take_back").text, f"{move}/take_back")
    late = max_.send(theirs, f"{move}/return_to_drafting", reasons="Too late (invented)")
    assert late.status_code == 409
    assert "Somebody else was quicker" in late.text
    assert ann.plan(person, "state") == ("drafting",)


def test_a_review_is_asked_for_by_a_day(council: Council, ann: Desk) -> None:
    """A day that has passed stays in the field with its error; then the right one is kept, and taken back."""
    person = own_person(council)
    ann.put(person, "authorised")
    action = f"/staff/people/{person}/reviews"
    wrong = ann.send(ann.page(person).text, action, wanted_on="2020-01-01")
    assert wrong.status_code == 422
    assert re.search(r'id="wanted_on-error">That day has passed', wrong.text)
    assert 'value="2020-01-01"' in wrong.text
    soon = today(council) + timedelta(days=5)
    done = ann.send(wrong.text, action, wanted_on=str(soon))
    assert str(ann.plan(person, "next_review_on")[0])[:10] == str(soon)
    [deed] = re.findall(r'name="deed" value="(\d+)"', done.text)
    ann.http.post(f"/staff/people/{person}/undo", data={"deed": deed})
    assert ann.plan(person, "next_review_on") == (None,)


def test_a_call_is_ticked_off_on_the_person_s_page(council: Council, ann: Desk, max_: Desk) -> None:
    """Whoever comes second is told; undone, it is open again."""
    person = own_person(council)
    number = council.add_call(person)
    action = f"/staff/people/{person}/calls"
    pages = [desk.page(person).text for desk in (ann, max_)]
    done = ann.send(pages[0], action, call=str(number))
    assert "A call was ticked off." in as_text(done.text)
    assert "Somebody ticked it off before you." in as_text(max_.send(pages[1], action, call=str(number)).text)
    [deed] = re.findall(r'name="deed" value="(\d+)"', done.text)
    ann.http.post(f"/staff/people/{person}/undo", data={"deed": deed})
    assert council.rows(f"SELECT done_at FROM call_back_request WHERE id = {number}") == [(None,)]  # noqa: S608 - a number
    ann.send(ann.page(person).text, action, call=str(number))


def test_nobody_does_anything_for_whom_is_not_theirs(council: Council, ann: Desk, max_: Desk) -> None:
    """By any address or number in a form: refused, and nothing is changed; another's undo neither."""
    own, other = own_person(council), min(people(council, TEAM) - people(council, OWN))
    before = (
        council.rows("SELECT count(*) FROM contact_record"),
        council.rows("SELECT id, state FROM pathway_plan"),
    )
    plans = dict(council.rows("SELECT young_person_id, id FROM pathway_plan ORDER BY id"))
    key = {"key": "k" * 22}
    contact = {"kind": "visit", "happened_on": str(today(council)), "is_meaningful": "yes"}
    move = {"plan": str(plans.get(other, 404)), "seen": "authorised"}
    review = {"plan": str(plans.get(other, 404)), "wanted_on": str(today(council))}
    posts = [
        (f"/staff/people/{other}/contacts", contact),
        (f"/staff/people/{other}/moves/start_review", move),
        (f"/staff/people/{own}/moves/start_review", move),
        (f"/staff/people/{other}/reviews", review),
        (f"/staff/people/{own}/reviews", review),
        (f"/staff/people/{other}/calls", {"call": "404"}),
        (f"/staff/people/{own}/undo", {"deed": "404404"}),
        ("/staff/people/x/contacts", contact),
    ]
    for path, form in posts:
        assert ann.http.post(path, data={**key, **form}).status_code == 403, path
    for path in (f"/staff/people/{other}", f"/staff/people/{other}/moves/start_review", "/staff/people/0"):
        page = ann.http.get(path)
        assert page.status_code == 403
        assert "(invented)" not in page.text
    after = (
        council.rows("SELECT count(*) FROM contact_record"),
        council.rows("SELECT id, state FROM pathway_plan"),
    )
    assert after == before
    done = max_.contact(own)
    [deed] = re.findall(r'name="deed" value="(\d+)"', done.text)
    assert ann.http.post(f"/staff/people/{own}/undo", data={"deed": deed}).status_code == 403
    assert deed not in re.findall(r'name="deed" value="(\d+)"', ann.page(own, f"?deed={deed}").text)


def test_an_administrator_and_somebody_signed_out_do_nothing(council: Council) -> None:
    """Refused, or led to the way in."""
    person = own_person(council)
    form = {"key": "k" * 22, "kind": "visit", "happened_on": str(today(council)), "is_meaningful": "yes"}
    before = council.rows("SELECT count(*) FROM contact_record")
    with opened(council, "ada") as ada:
        assert ada.get(f"/staff/people/{person}").status_code == 403
        assert ada.post(f"/staff/people/{person}/contacts", data=form).status_code == 403
    with httpx.Client(base_url=council.server.url, follow_redirects=True, timeout=60) as stranger:
        for path in ("contacts", "reviews", "calls", "undo", "moves/start_review"):
            assert stranger.post(f"/staff/people/{person}/{path}", data=form).url.path == "/staff"
        assert stranger.get(f"/staff/people/{person}/moves/start_review").url.path == "/staff"
    assert council.rows("SELECT count(*) FROM contact_record") == before


def test_views_are_written_down_by_a_manager_who_then_authorises(council: Council, max_: Desk) -> None:
    """A plan without views is not offered to be authorised; the page says what is missing and leads to where it is written."""
    person = own_person(council)
    max_.put(person, "with_team_manager")
    page = as_text(max_.page(person).text)
    assert "It can't be authorised yet: the young person's views are not on record" in page
    assert f'href="/staff/people/{person}/moves/authorise"' not in max_.page(person).text
    refused = max_.page(person, "/moves/authorise")
    assert refused.status_code == 409
    assert f'href="/staff/people/{person}/views"' in refused.text
    action = f"/staff/people/{person}/views"
    form = max_.page(person, "/views").text
    missing = max_.send(form, action, views=" ", no_views="")
    assert missing.status_code == 422
    assert "Write their views" in missing.text
    done = max_.send(form, action, no_views="In hospital (invented).")
    assert "The young person's views were written down." in as_text(done.text)
    assert f'href="/staff/people/{person}/moves/authorise"' in done.text
    assert max_.page(person, "/views").status_code == 409
    max_.send(done.text, f"/staff/people/{person}/undo", deed=deed_in(done.text))
    assert max_.plan(person, "no_views_reason") == (None,)


def test_a_form_that_came_back_and_the_page_before_it_are_one_contact(council: Council, ann: Desk) -> None:
    """Whoever goes back and sends the first form as well has recorded one contact."""
    person = own_person(council)
    before = contacts(council, person)
    first, action = ann.page(person).text, f"/staff/people/{person}/contacts"
    assert f'value="{today(council)}"' in first  # today unless they say another day
    filled = {"kind": "phone", "happened_on": str(today(council)), "is_meaningful": "no", "note": NOTE}
    wrong = ann.send(first, action, **{**filled, "kind": ""})
    assert wrong.status_code == 422
    ann.send(wrong.text, action, **filled)
    ann.send(first, action, **filled)
    assert contacts(council, person) == [*before, ("phone", 0)]


def test_why_a_review_is_asked_for_is_kept_and_shown(council: Council, ann: Desk) -> None:
    """Until the review is held; undo takes it back."""
    person = own_person(council)
    ann.put(person, "authorised")
    day = str(today(council) + timedelta(days=7))
    done = ann.send(
        ann.page(person).text, f"/staff/people/{person}/reviews", wanted_on=day, why="Lost his job (invented)"
    )
    assert "Review asked for because: Lost his job (invented)" in as_text(done.text)
    back = ann.send(done.text, f"/staff/people/{person}/undo", deed=deed_in(done.text))
    assert "Lost his job" not in back.text


def test_a_call_that_is_ticked_off_in_the_list_can_be_undone(council: Council, ann: Desk) -> None:
    """The list's button leads to the person's page, which says what was done."""
    person = own_person(council)
    call = council.add_call(person)
    done = ann.send(ann.http.get("/staff").text, f"/staff/people/{person}/calls", call=str(call))
    assert "A call was ticked off." in as_text(done.text)
    back = ann.send(done.text, f"/staff/people/{person}/undo", deed=deed_in(done.text))
    assert "I have rung them" in back.text
    ann.send(back.text, f"/staff/people/{person}/calls", call=str(call))


def deed_in(page: str) -> str:
    """The number of the deed that the page can take back."""
    [found] = re.findall(r'name="deed" value="(\d+)"', page)
    return str(found)


@pytest.mark.parametrize("said", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}])
def test_no_other_site_does_anything(council: Council, ann: Desk, said: dict[str, str]) -> None:
    """And a form that is none of ours is refused: without its key nothing would make it one deed."""
    person = own_person(council)
    before = contacts(council, person)
    form = {"kind": "visit", "happened_on": str(today(council)), "is_meaningful": "yes", "note": NOTE}
    path = f"/staff/people/{person}/contacts"
    assert ann.http.post(path, data={**form, "key": "k" * 22}, headers=said).status_code == 403
    for key in ({}, {"key": "short"}, {"key": "k" * 22 + "!"}):
        assert ann.http.post(path, data={**form, **key}).status_code == 400
    assert contacts(council, person) == before


def test_every_deed_is_in_the_audit_and_no_word_in_the_log(council: Council, ann: Desk) -> None:
    """By the account's number; the note is sealed where it is kept."""
    person = own_person(council)
    ann.contact(person)
    last = council.rows(
        "SELECT actor, action, person, outcome FROM audit_event WHERE action = 'contact_record' ORDER BY id DESC LIMIT 1"
    )
    [(actor, *event)] = last
    assert re.fullmatch(r"staff:\d+", actor)
    assert event == ["contact_record", person, "allowed"]
    kept = council.server.log.read_text() + council.server.records.dump()
    assert "zebra-marker" not in kept


def test_the_pages_name_every_field_and_need_no_script(council: Council, ann: Desk) -> None:
    """A label for each field, one heading, and nothing that a browser without script could not do."""
    person = own_person(council)
    ann.put(person, "with_young_person")
    pages = [
        ann.page(person).text,
        ann.page(person, "/moves/send_to_manager").text,
        ann.page(person, "/views").text,
        ann.contact(person, kind="").text,
    ]
    ann.put(person, "authorised")
    for page in (*pages, ann.page(person).text):
        main = page.split("<main")[1].split("</main>")[0]
        fields = re.findall(r"<(?:input|select|textarea) (?![^>]*type=.hidden)[^>]*>", main)
        named = {re.search(r'id="([^"]+)"', field).group(1) for field in fields}  # type: ignore[union-attr]
        assert named == set(re.findall(r'<label for="([^"]+)"', main))
        assert main.count("<h1>") == 1
        assert "<script" not in page
        for ids in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', main):
            assert all(f'id="{one}"' in main for one in ids.split())


def test_the_list_leads_to_each_person_s_page(council: Council, ann: Desk) -> None:
    """With their plan, a form for contacts, and how they are texted where anybody is."""
    person = own_person(council)
    assert f'href="/staff/people/{person}"' in ann.http.get("/staff").text
    page = ann.page(person).text
    assert [part for part in ("plan", "contact", "texts") if f'<h2 id="{part}">' in page] == [
        "plan",
        "contact",
        "texts",
    ]
