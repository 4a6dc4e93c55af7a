"""The services and legal categories that a message names, from our real registers."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.entities import OfferEntities, make_ruler
from bot.offer.loader import Offer

TODAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def entities(offer: Offer) -> OfferEntities:
    """With our own content."""
    return OfferEntities(make_ruler(offer), lambda: TODAY)


def found(entities: OfferEntities, text: str, kind: str) -> list[str]:
    """The values of one kind."""
    return [one["value"] for one in entities.entities(text) if one["entity"] == kind]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("is there a cab near me", "citizens_advice"),
        ("CITIZENS ADVICE", "citizens_advice"),
        ("can samaritans help", "samaritans"),
        ("childline?", "childline"),
        ("child line", "childline"),
        ("shelter", "shelter"),
        ("who are Papyrus", "papyrus"),
    ],
)
def test_a_service_is_found_by_its_names(entities: OfferEntities, text: str, contact: str) -> None:
    """The register's name and what people call it lead to the contact."""
    assert found(entities, text, "service") == [contact]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("am i former relevant", "former_relevant_child"),
        ("Eligible child?", "eligible_child"),
        ("im a qualifying young person", "qualifying_young_person"),
        ("im UASC", "uasc"),
    ],
)
def test_a_legal_category_is_found_by_its_names(entities: OfferEntities, text: str, term: str) -> None:
    """ "Former relevant" is not also "relevant"."""
    assert found(entities, text, "legal_category") == [term]


@pytest.mark.parametrize("text", ["i need a job", "my cable is broken", "cabbage", "thanks"])
def test_parts_of_words_are_no_names(entities: OfferEntities, text: str) -> None:
    """ "cab" is not in "cabbage"."""
    assert found(entities, text, "service") == found(entities, text, "legal_category") == []


def test_entities_come_in_the_order_of_the_text(entities: OfferEntities) -> None:
    """Names and quantities together, each once."""
    text = "im 19, can childline help with £50 tomorrow"
    assert [(one["entity"], one["value"]) for one in entities.entities(text)] == [
        ("age", "19"),
        ("service", "childline"),
        ("money", "50.00"),
        ("date", "2026-11-27"),
    ]
