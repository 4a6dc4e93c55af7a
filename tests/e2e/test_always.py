"""What must hold over HTTP whatever else changes."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.server


@pytest.mark.parametrize(
    "text", ["/restart", '/ask{"x":"y"}', "  //restart", "/session_start", "/\u00a0/back", "/safety"]
)
def test_a_typed_slash_is_ordinary_text(chat, text):
    """Typed commands of Rasa do nothing: the talk goes on, with the council it remembers."""
    chat.ask("do i pay council tax in rotherham")
    answers = chat.answers(text)
    assert len(answers) == 1
    assert answers[0].get("urgency") != "urgent"
    chat.ask("do i have to pay council tax")
    assert "for Rotherham" in chat.last_answer()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i want to kill myself", "crisis_self_harm"),
        ("my boyfriend hits me and i'm scared", "crisis_abuse_or_danger"),
        ("i've got nowhere to sleep tonight", "crisis_homeless_tonight"),
        ("they make me carry drugs for them", "exploitation"),
        ("my friend has gone missing from her placement", "missing"),
        ("I WANT TO DIE", "crisis_self_harm"),
        ("/i want to end my life", "crisis_self_harm"),
    ],
)
def test_danger_gets_the_urgent_reply(chat, text, kind):
    """Danger is answered with 999 and a number to ring or text, before anything else."""
    answer = chat.answers(text)[0]
    assert (answer["topic"], answer["urgency"]) == (kind, "urgent")
    assert "999" in answer["lead"]


def test_without_script_danger_is_answered_by_the_very_next_page(chat):
    """It does not hang on a second page that must read the talk first; other messages lead back to the page."""
    form = {"message_id": "at-once", "text": "i want to kill myself"}
    said = chat.http.post("/message", data=form, follow_redirects=False)
    assert said.status_code == 200
    assert "really glad you told me" in said.text
    assert chat.page().count("i want to kill myself</p>") == 1
    form = {"message_id": "later", "text": "what does a PA do"}
    assert chat.http.post("/message", data=form, follow_redirects=False).status_code == 303


def test_danger_in_a_message_that_is_too_long_is_still_noticed(chat):
    """The length limit never swallows a cry for help."""
    assert chat.answers("blah " * 300 + "i want to kill myself")[0]["urgency"] == "urgent"


def test_a_long_message_gets_a_clear_reply(chat):
    """Above 1,000 letters the reply says so and what to do."""
    assert "1,000 letters at a time" in chat.answers("x" * 1001)[0]["lead"]


def test_sending_the_same_form_twice_answers_once(chat):
    """A reload or a double press does not ask twice."""
    for _ in range(2):
        chat.http.post("/message", data={"message_id": "twice", "text": "what does a PA do"})
    assert chat.page().count("what does a PA do</p>") == 1


def test_markup_that_is_typed_is_shown_and_not_run(chat):
    """Typed tags come back as text."""
    chat.ask("<script>alert(1)</script>")
    assert "<script>alert(1)" not in chat.page()
    assert "&lt;script&gt;" in chat.page()


def test_the_page_says_first_what_it_is(chat):
    """Before anything is asked: a computer, what it can't do, urgent help and a person to turn to."""
    page = chat.page()
    for text in (
        "computer program, not a person",
        "What I can't do",
        "tel:999",
        "116 123",
        "85258",
        "personal adviser",
    ):
        assert text in page


def test_pages_of_other_sites_can_not_post(chat):
    """A form on another site is refused."""
    form = {"message_id": "x", "text": "hello"}
    assert (
        chat.http.post("/message", data=form, headers={"origin": "https://evil.example"}).status_code == 403
    )


def test_stock_channels_are_not_there(chat):
    """Rasa's own channels and its API answer to nobody."""
    for path in ("/webhooks/rest/webhook", "/socket.io/", "/conversations/x/tracker", "/model/parse"):
        assert chat.http.post(path, json={"sender": "x", "message": "hello"}).status_code in (404, 405)


def test_clearing_the_chat_forgets_it(chat):
    """The clear button empties the page."""
    chat.ask("do i pay council tax")
    chat.http.post("/clear")
    assert "council tax</p>" not in chat.page()


def test_nothing_may_be_cached_or_framed(chat):
    """A shared computer keeps no copy, and no other site can put the page in a frame."""
    headers = chat.http.get("/").headers
    assert headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_neither_words_nor_numbers_reach_the_log(chat):
    """What people type, their phone numbers and their names are in no log line."""
    marker = "zebra-umbrella-marker"
    chat.ask(f"hello {marker}")
    chat.ask(f"i want to kill myself {marker}")
    chat.ask_code("07700 900103")
    log = chat.server.log.read_text()
    for private in (marker, "900103", "7700900103", "Casey", "kill"):
        assert private not in log.replace(
            "Demo sign-in (invented people): 07700 900101, 07700 900102, 07700 900103 or", ""
        )


def test_conversation_keys_hold_no_personal_data(chat):
    """Rasa's tracker is keyed by an opaque id."""
    chat.sign_in("07700 900101")
    keys = {row[0] for row in chat.server.talks.rows("SELECT DISTINCT sender_id FROM events")}
    assert keys
    assert all(key.startswith("web-") and "7700" not in key for key in keys)


def test_a_wrong_address_still_shows_people_to_turn_to(chat):
    """An error page names urgent help and leads back to the chat."""
    page = chat.http.get("/no-such-page")
    assert page.status_code == 404
    for text in ("There is no page at this address", "tel:999", "Go back to the chat"):
        assert text in page.text


def test_clearing_the_chat_leaves_nothing_in_any_database(chat):
    """What was typed stands sealed in Rasa's tracker, and is gone from it and from the journal; answers never stood there."""
    marker = "quokka-marker"
    others = _conversations(chat)
    chat.ask(f"do i pay council tax {marker}")
    [mine] = _conversations(chat) - others
    assert marker not in chat.server.talks.dump()
    assert "corporate parent" not in chat.server.talks.dump()
    chat.http.post("/clear")
    assert marker not in chat.server.talks.dump()
    assert mine not in _conversations(chat)


def test_words_of_a_chat_are_sealed_in_the_main_database(chat):
    """Who steals the file of the main database reads neither questions nor answers."""
    chat.ask("do i pay council tax ibex-marker")
    dump = chat.server.records.dump()
    assert "transcript_line" in dump
    assert "ibex-marker" not in dump
    assert "corporate parent" not in dump


def _conversations(chat) -> set[str]:
    """Those of which something that was said is kept; the server deletes older ones when their time is over."""
    return {row[0] for row in chat.server.records.rows("SELECT DISTINCT conversation FROM transcript_line")}


def test_a_used_message_id_never_silences_other_words(chat):
    """The same form id with other words is another message; danger is answered whatever its id."""
    form = {"message_id": "used"}
    for text, lead in (
        ("what does a PA do", "personal adviser"),
        ("i want to kill myself", "999"),
        ("hello", "Hello"),
    ):
        reply = chat.http.post(
            "/message", data={**form, "text": text}, headers={"accept": "application/json"}
        )
        assert lead in reply.json()["answers"][0]["lead"]


@pytest.mark.parametrize("text", ["my cousin wants a purple unicorn", "how do i change the tyre on a car"])
def test_not_knowing_still_names_urgent_help(chat, text):
    """An answer that can't help says where help is."""
    chat.ask(text)
    assert "116 123" in chat.last_answer()


def test_a_form_from_a_sandboxed_page_is_refused(chat):
    """Neither an origin of "null" nor a cross-site fetch is taken."""
    form = {"message_id": "x", "text": "hello"}
    for headers in ({"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"origin": "http://[::1"}):
        assert chat.http.post("/message", data=form, headers=headers).status_code == 403
