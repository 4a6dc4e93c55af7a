"""The whole answer as plain text: what a terminal shows."""

from __future__ import annotations

from typing import Iterator

from bot.answer import Answer, Basis, ContactLine, Paragraph, SourceLine

BASIS_WORDS = {
    Basis.LAW: "The law",
    Basis.COUNCIL: "What the council adds",
    Basis.PARTNER: "From a partner service",
}


def plain_text(answer: Answer) -> str:
    """Every part of the answer, one block a line or two, blank lines between."""
    return "\n\n".join(_blocks(answer))


def contact_text(contact: ContactLine) -> str:
    """One contact on one line."""
    ways = [
        contact.phone and f"ring {contact.phone}",
        contact.text_number and f"text {contact.text_number}",
        contact.email and f"email {contact.email}",
        contact.web,
        contact.address,
    ]
    reach = ", ".join(way for way in ways if way)
    parts = [f"{contact.name}: {reach}" if reach else contact.name, contact.who_for, contact.note]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def source_text(source: SourceLine) -> str:
    """Where a fact stands and when it was checked, on one line."""
    parts = [
        source.title,
        source.section,
        source.published and f"published {source.published:%B %Y}",
        source.checked_on and f"checked {source.checked_on:%d %B %Y}".replace(" 0", " "),
        source.review_due and f"review was due {source.review_due:%B %Y}",
    ]
    return ", ".join(part for part in parts if part)


def paragraph_groups(paragraphs: tuple[Paragraph, ...]) -> list[tuple[str, list[str]]]:
    """Paragraphs under who stands behind them, in order: [(heading or "", texts)]."""
    groups: list[tuple[str, list[str]]] = []
    for paragraph in paragraphs:
        heading = BASIS_WORDS[paragraph.basis] if paragraph.basis else ""
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        groups[-1][1].append(paragraph.text)
    return groups


def _blocks(answer: Answer) -> Iterator[str]:
    if answer.title:
        yield answer.title.upper() + (f" ({answer.place_name})" if answer.place_name else "")
    yield f"{answer.speaker}: {answer.lead}" if answer.speaker else answer.lead
    for heading, texts in paragraph_groups(answer.paragraphs):
        yield "\n".join([f"{heading}:", *texts] if heading else texts)
    for column in answer.columns:
        yield "\n".join([f"{column.heading}:", *column.texts])
    if answer.steps:
        yield "\n".join(["What you can do:", *(f"- {step}" for step in answer.steps)])
    if answer.applies_to:
        yield f"Who this is for: {answer.applies_to}"
    if answer.contacts:
        yield "\n".join(["Who to contact:", *(f"- {contact_text(c)}" for c in answer.contacts)])
    yield from answer.notes
    if answer.sources:
        yield "\n".join(["Source:", *(f"- {source_text(s)}" for s in answer.sources)])
    if answer.choices:
        yield "\n".join(
            [answer.question or "You can also ask:", *(f"- {choice.label}" for choice in answer.choices)]
        )
