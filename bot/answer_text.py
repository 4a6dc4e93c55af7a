"""The whole answer as plain text: what a terminal shows."""

from __future__ import annotations

from typing import Iterator, NamedTuple

from bot.answer import Answer, Basis, ContactLine, Paragraph, SourceLine

BASIS_WORDS = {
    Basis.LAW: "The law",
    Basis.COUNCIL: "What the council adds",
    Basis.PARTNER: "From a partner service",
}
_BEHIND = {
    Basis.LAW: "The law",
    Basis.COUNCIL: "Your council",
    Basis.PARTNER: "A partner service",
}  # in one line


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


class Group(NamedTuple):
    """Paragraphs under one heading: the question that they answer, or who stands behind them. `behind` says the latter beside a question."""

    heading: str
    behind: str
    texts: list[str]
    steps: list[str]


def paragraph_groups(paragraphs: tuple[Paragraph, ...]) -> list[Group]:
    """Paragraphs under their questions, or under who stands behind them, in order."""
    groups: list[Group] = []
    for paragraph in paragraphs:
        basis = BASIS_WORDS[paragraph.basis] if paragraph.basis else ""
        behind = basis if paragraph.heading else ""
        heading = paragraph.heading or basis
        if not groups or groups[-1][:2] != (heading, behind):
            groups.append(Group(heading, behind, [], []))
        groups[-1].texts.extend([paragraph.text] if paragraph.text else [])
        groups[-1].steps.extend(paragraph.steps)
    return groups


def source_in_short(answer: Answer) -> str:
    """Where a short answer stands, in one line: who stands behind it, the first name, when it was checked. The whole answer names all."""
    names = list(dict.fromkeys(source.short or source.title for source in answer.sources))
    if not names:
        return ""
    behind = f"{_BEHIND[answer.basis]}: " if answer.basis else ""
    days = [source.checked_on for source in answer.sources if source.checked_on]
    checked = f"; checked {min(days).day} {min(days):%b %Y}" if days else ""
    late = [source.review_due for source in answer.sources if source.review_due]
    review = f"; review due {min(late):%b %Y}" if late else ""
    return f"{behind}{names[0]}{checked}{review}"


def _group(group: Group) -> str:
    behind = f" ({group.behind})" if group.behind else ""
    mark = "" if group.heading.endswith("?") and not behind else ":"
    heading = [f"{group.heading}{behind}{mark}"] if group.heading else []
    return "\n".join([*heading, *group.texts, *(f"- {step}" for step in group.steps)])


def _blocks(answer: Answer) -> Iterator[str]:
    if answer.title:
        yield answer.title.upper() + (f" ({answer.place_name})" if answer.place_name else "")
    yield f"{answer.speaker}: {answer.lead}" if answer.speaker else answer.lead
    yield from map(_group, paragraph_groups(answer.paragraphs))
    for column in answer.columns:
        yield "\n".join([f"{column.heading}:", *column.texts])
    if answer.steps:
        yield "\n".join(["What you can do:", *(f"- {step}" for step in answer.steps)])
    if answer.applies_to:
        yield f"Who this is for: {answer.applies_to}"
    if answer.contacts:
        yield "\n".join(["Who to contact:", *(f"- {contact_text(c)}" for c in answer.contacts)])
    yield from answer.notes
    if answer.sources and answer.passage:
        yield f"Source: {source_in_short(answer)}."
    elif answer.sources:
        yield "\n".join(["Source:", *(f"- {source_text(s)}" for s in answer.sources)])
    if answer.choices:
        yield "\n".join(
            [answer.question or "You can also ask:", *(f"- {choice.label}" for choice in answer.choices)]
        )
