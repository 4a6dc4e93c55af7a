"""Councils in messages."""

from __future__ import annotations

import pytest

from bot.nlu.places import make_ruler

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def ruler(offer):
    """The ruler over the real offer."""
    return make_ruler(offer)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("and in Rotherham?", "rotherham"),
        ("what about RUTLAND", "rutland"),
        ("rutland's offer", "rutland"),
        ("i'm with rmbc", "rotherham"),
        ("Rutland County Council said no", "rutland"),
    ],
)
def test_a_named_council_is_found_in_any_case(ruler, text, place):
    """Names and their short forms lead to the place id."""
    assert [entity.ent_id_ for entity in ruler(text).ents] == [place]


@pytest.mark.parametrize("text", ["what about england", "my foster mum", "in leicester"])
def test_what_is_no_council_of_ours_is_not_one(ruler, text):
    """The nation, the shared area and other words are not councils."""
    assert not ruler(text).ents
