"""A form that arrives twice is one message; the same words on an old page are another."""

from __future__ import annotations

from bot.channels.web import form_ids
from bot.channels.web.form_ids import FormIds


def test_a_form_that_arrives_twice_is_one_message() -> None:
    """A double press, or a reload."""
    ids = FormIds()
    assert ids.message_id("one", "yes") == ids.message_id("one", "yes")


def test_the_same_form_after_another_is_a_new_message() -> None:
    """A "yes" on a page that "back" showed again answers the question of now; sent twice, it is one again."""
    ids = FormIds()
    first = ids.message_id("one", "yes")
    ids.message_id("one", "no")
    second = ids.message_id("one", "yes")
    assert second != first
    assert ids.message_id("one", "yes") == second


def test_what_others_send_does_not_count() -> None:
    """A message of another conversation comes between nothing."""
    ids = FormIds()
    first = ids.message_id("one", "yes")
    ids.message_id("other", "no")
    assert ids.message_id("one", "yes") == first


def test_the_first_time_a_form_keeps_its_id() -> None:
    """So that another process, or this one after a restart, knows it again by the database."""
    assert FormIds().message_id("one", "yes") == "yes"


def test_memory_has_an_end() -> None:
    """Neither many conversations nor many forms fill it."""
    ids = FormIds()
    for number in range(form_ids.MOST_CONVERSATIONS + 5):
        ids.message_id(f"c{number}", "yes")
    for number in range(form_ids.MOST_FORMS + 5):
        ids.message_id("one", f"f{number}")
    assert (len(ids._sent), len(ids._sent["one"])) == (form_ids.MOST_CONVERSATIONS, form_ids.MOST_FORMS)
