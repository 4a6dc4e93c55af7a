"""Where a text names a place: the longest name first, and what stands behind it ("city council") taken with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional, Sequence

from bot.language.gazetteer.place_lists import END, Gazetteer, Tree
from bot.language.gazetteer.place_words import Word

MOST_SPANS = 40  # nobody names more; what comes behind them is not read
_KINDS_WORDS = "city county borough district metropolitan unitary met mbc cc"
_KINDS = frozenset(_KINDS_WORDS.split())
_MOST_KINDS = 2  # "metropolitan borough"
_BODIES = (
    ("city", "council"),
    ("local", "authority"),
    ("social", "services"),
    ("social", "care"),
    ("childrens", "services"),
    ("leaving", "care"),
    ("council",),
    ("councils",),
)
_NOT_BEHIND_WORDS = "road rd lane avenue ave drive close united utd fc rovers athletic wanderers hallam uni university college airport station"
_NOT_BEHIND = frozenset(_NOT_BEHIND_WORDS.split())


@dataclass(frozen=True)
class Span:
    """Words `first` up to `last` (not included) name `ids`, the likeliest first; `is_body`: as a council, not only as a place."""

    first: int
    last: int
    name: str
    ids: tuple[str, ...]
    is_body: bool = False
    is_word: bool = False  # the name means something else too


def spans_in(words: Sequence[Word], gazetteer: Gazetteer) -> list[Span]:
    """The places that the words name, in order; "swinton, rotherham" is one."""
    found: list[Span] = []
    at = 0
    while at < len(words) and len(found) < MOST_SPANS:
        span = _span_at(at, words, gazetteer)
        if span is None:
            at += 1
            continue
        at = span.last
        found = _joined(found, span, words)
    return _settled(found)


def _span_at(at: int, words: Sequence[Word], gazetteer: Gazetteer) -> Optional[Span]:
    """The longest name that begins here."""
    branch: Optional[Tree] = gazetteer.tree
    longest = None
    for last in range(at, len(words)):
        if branch is None:
            break
        name = _ending(words[last], branch, gazetteer)
        longest = (last + 1, name) if name else longest
        branch = branch.get(words[last].text)
    if longest is None or (at and words[at - 1].text == "new"):  # New York is not York
        return None
    return _whole(at, *longest, words, gazetteer)


def _ending(word: Word, branch: Tree, gazetteer: Gazetteer) -> Optional[str]:
    """The name that ends with this word, also with a possessive s behind it."""
    for said in _said(word, gazetteer):
        name: Optional[str] = branch.get(said, {}).get(END)
        is_slip = name in gazetteer.words and said == word.text != word.base  # "the team's" is not Teams
        if name and not is_slip:
            return name
    return None


def _said(word: Word, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The word, and it without its possessive s: the apostrophe may be left out behind a council's name."""
    if word.base != word.text:
        return word.text, word.base
    is_plural = word.text.endswith("s") and word.text[:-1] in gazetteer.bodies
    return (word.text, word.text[:-1]) if is_plural else (word.text,)


def _whole(first: int, last: int, name: str, words: Sequence[Word], gazetteer: Gazetteer) -> Optional[Span]:
    if last < len(words) and words[last].text in _NOT_BEHIND:
        return None
    ids = gazetteer.names[name]
    is_word = name in gazetteer.words
    is_body = name.endswith((" council", " services", " authority"))
    end = last if is_body else _behind(last, words)
    kinds = {word.text for word in words[last : max(end, last + 1)]}
    return Span(first, end, name, _by_kind(name, ids, kinds, gazetteer), is_body or end > last, is_word)


def _behind(at: int, words: Sequence[Word]) -> int:
    """The end of "city council" or "social services" behind a name."""
    end = at
    while end < len(words) and words[end].text in _KINDS and not words[end].breaks and end - at < _MOST_KINDS:
        end += 1
    for body in _BODIES:
        said = tuple(word.text for word in words[end : end + len(body)])
        if said == body and not any(word.breaks for word in words[end : end + len(body)]):
            return end + len(body)
    return at


def _by_kind(name: str, ids: tuple[str, ...], kinds: set[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Whoever says "leicester county council" may well mean Leicestershire."""
    shire = gazetteer.names.get(f"{name}shire", ())
    return (*shire, *ids) if "county" in kinds and shire and ids != shire else ids


def _joined(found: list[Span], span: Span, words: Sequence[Word]) -> list[Span]:
    """With the next place, which may only say where the last one is."""
    before = found[-1] if found else None
    between = [word.text for word in words[before.last : span.first]] if before else []
    if before is None or between not in ([], ["in"], ["near"]):
        return [*found, span]
    shared = tuple(id_ for id_ in before.ids if id_ in span.ids)
    if not shared or before.name == span.name:
        return [*found, span]
    ids = shared if len(shared) < len(before.ids) or len(before.ids) == 1 else span.ids
    return [*found[:-1], replace(before, last=span.last, ids=ids, is_word=before.is_word and span.is_word)]


def _settled(found: Sequence[Span]) -> list[Span]:
    """A name that several councils may be means the one that another place in the text is in."""
    sure = {span.ids[0] for span in found if len(span.ids) == 1}
    return [_settle(span, sure) for span in found]


def _settle(span: Span, sure: set[str]) -> Span:
    shared = [id_ for id_ in span.ids if id_ in sure]
    return replace(span, ids=tuple(shared)) if len(span.ids) > 1 and len(shared) == 1 else span
