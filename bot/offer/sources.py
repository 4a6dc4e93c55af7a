"""Where a fact stands: sources as people see them, and what must be known of the papers."""

from __future__ import annotations

import re
from datetime import date
from typing import Iterable, Optional

from bot.answer import Basis, SourceLine
from bot.offer.loader import Offer
from bot.offer.models import Document, Source
from bot.phrases import phrase

_PROVISION = re.compile(r"^(sections?|regulations?|articles?|paragraphs?) (\S+)$")
_SHORT = {"section": "s.", "sections": "s.", "regulation": "reg.", "regulations": "reg.", "article": "art."}


def source_line(source: Source, offer: Offer) -> SourceLine:
    """Where a fact stands, with the document's own dates."""
    document = document_of(source, offer)
    lines = f"lines {source.lines}" if source.lines else ""
    return SourceLine(
        title=document.title if document else str(source.law),
        short=_short(source, document),
        section=", ".join(part for part in (source.section, lines) if part),
        published=document.published if document else None,
        checked_on=source.checked_on,
        review_due=document.review_due if document else None,
    )


def best_first(sources: Iterable[Source], basis: Optional[Basis], offer: Offer) -> list[Source]:
    """Laws and guidance first where the law stands behind it, papers of a council or an area where that does: the first is named."""
    nation = offer.nation().id

    def is_other(source: Source) -> bool:
        document = document_of(source, offer)
        if basis is Basis.LAW:
            return document is not None and document.status not in ("law", "guidance")
        return basis is Basis.COUNCIL and (document is None or document.place == nation)

    return sorted(sources, key=is_other)


def document_of(source: Source, offer: Offer) -> Optional[Document]:
    """The paper of a source; None for a law."""
    return offer.documents.get(source.document) if source.document else None


def paper_notes(sources: Iterable[Source], offer: Offer, on: date) -> tuple[str, ...]:
    """What a reader must know about the papers: never agreed, or past their review date."""
    documents = dict.fromkeys(filter(None, (document_of(source, offer) for source in sources)))
    return tuple(dict.fromkeys(note for document in documents for note in _document_notes(document, on)))


def short_notes(sources: Iterable[Source], offer: Offer) -> tuple[str, ...]:
    """That papers were never agreed, in few words; that their review is late stands in the line of source."""
    documents = filter(None, (document_of(source, offer) for source in sources))
    plans = [one for one in documents if one.status in ("proposal", "draft")]
    return tuple(
        dict.fromkeys(phrase("answers.only_a_plan", month=f"{one.published:%B %Y}") for one in plans)
    )


def _short(source: Source, document: Optional[Document]) -> str:
    """ "Children Act 1989 s.24B"; of a paper its name alone."""
    if document:
        return document.short or document.title
    named = _PROVISION.match(source.section)
    if named is None or named.group(1) not in _SHORT:
        return str(source.law)
    return f"{source.law} {_SHORT[named.group(1)]}{named.group(2)}"


def _document_notes(document: Document, on: date) -> list[str]:
    notes = []
    if document.status in ("proposal", "draft"):
        month = f"{document.published:%B %Y}"
        notes.append(phrase("answers.not_agreed", publisher=document.publisher, month=month))
    if document.review_due and document.review_due < on:
        month = f"{document.review_due:%B %Y}"
        notes.append(phrase("answers.past_review", publisher=document.publisher, month=month))
    return notes
