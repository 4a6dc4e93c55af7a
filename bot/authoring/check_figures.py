"""Checks that every figure in a text is a parameter or names its source."""

from __future__ import annotations

import re
from typing import Iterable, Iterator, Mapping, Optional

from bot.authoring.check_contacts import numbers_of
from bot.authoring.check_parts import file_of
from bot.authoring.field_texts import Text, texts_of
from bot.offer.figures import without_placeholders
from bot.offer.loader import Offer
from bot.offer.models import Problem, Topic

_DIGITS = re.compile(r"£?\d[\d,.]*\d|£?\d")
_NUMBER_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty"
_IN_WORDS = re.compile(
    rf"\b({_NUMBER_WORDS})[ -](days?|weeks?|months?|years?|pounds?|hours?|working days?)\b", re.IGNORECASE
)


def check_figures(
    topic: Topic, inherited: Optional[Topic], texts: Iterable[Text], offer: Offer
) -> Iterator[Problem]:
    """Findings on figures without a source, figures in words, and sources of figures that are not known or not used."""
    own = dict(topic.figures.items() - inherited.figures.items()) if inherited else topic.figures
    for field, text in texts:
        for found in unsourced(text, topic, offer):
            fix = f'make it a parameter, or add it to `figures`: "{found}": <source>'
            yield Problem(
                file=file_of(topic), field=field, message=f"the figure {found} has no source", fix=fix
            )
        for match in _IN_WORDS.finditer(text):
            message = f"the figure `{match.group()}` is in words"
            yield Problem(
                file=file_of(topic),
                field=field,
                message=message,
                fix="write it with digits, so that it can be checked",
            )
    yield from _check_entries(topic, own, offer)


def _check_entries(topic: Topic, own: Mapping[str, str], offer: Offer) -> Iterator[Problem]:
    whole = " ".join(text for _, text in texts_of(topic))
    for figure, source in sorted(own.items()):
        if not _is_known(source, topic, offer):
            fix = "begin it with the id of a document in documents.yml, or with the `law` of one of the topic's sources"
            yield Problem(
                file=file_of(topic),
                field=f"figures.{figure}",
                message=f"`{source}` is not a known source",
                fix=fix,
            )
        if figure not in whole:
            yield Problem(
                file=file_of(topic),
                field=f"figures.{figure}",
                message="no text says this",
                fix="remove it, or correct it",
            )


def _is_known(source: str, topic: Topic, offer: Offer) -> bool:
    laws = [found.law for found in topic.sources if found.law]
    return source.split(maxsplit=1)[0].rstrip(",") in offer.documents or any(
        source.startswith(law) for law in laws
    )


def unsourced(text: str, topic: Topic, offer: Offer) -> list[str]:
    """The figures of a text that nothing stands behind, in order."""
    left = without_placeholders(text)
    for known in sorted(
        [*topic.figures, *_self_evident(topic, offer)], key=lambda known: (len(known), known), reverse=True
    ):
        left = re.sub(rf"(?<![\w£]){re.escape(known)}(?!\w)", " ", left)
    return _DIGITS.findall(left)


def _self_evident(topic: Topic, offer: Offer) -> set[str]:
    """Phone numbers of a register, and the years of the papers and laws that are named as sources."""
    documents = [offer.documents[s.document] for s in topic.sources if s.document in offer.documents]
    years = {str(document.published.year) for document in documents}
    years |= {str(document.review_due.year) for document in documents if document.review_due}
    laws = {
        part
        for source in topic.sources
        if source.law
        for part in _law_names(f"{source.law} {source.section}")
    }
    return numbers_of(offer) | years | laws


def _law_names(law: str) -> set[str]:
    """A law's year and its sections as a text may name them."""
    return set(
        re.findall(
            r"(?:sections?|regulations?|paragraphs?|Schedule|volume|Part) [\w()]+|\d{4}(?:/\d+)?|\b\d+[A-Z]*\b(?!/)",
            law,
        )
    )
