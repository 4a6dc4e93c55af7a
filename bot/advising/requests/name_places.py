"""Where in a sentence of an adviser somebody's name can stand: before what somebody has, behind "for" or "saw", before "wants".

For a name that is a word too (Will, May, Art), and for one that nobody of theirs has, the place decides.
"""

from __future__ import annotations

from typing import Sequence

from bot.advising.requests.staff_words import words_of
from bot.advising.requests.tokens import Token


def can_be_name(
    tokens: Sequence[Token], at: int, *, is_follow_up: bool = False, is_known: bool = False
) -> bool:
    """Whether a word that may be something else stands where a name does. `is_known` says that somebody of theirs is called so."""
    token = tokens[at]
    if is_known and (_is_bare(tokens) or (token.owns and _is_one_of_theirs(tokens, at))):
        return True  # "May" alone, and "May's key dates"
    if is_in_feast(tokens, at) or (
        token.word in words_of("months") and _is_month(tokens, at, is_follow_up=is_follow_up)
    ):
        return False
    if token.owns:
        return token.word not in words_of("months") or _word(tokens, at + 1) not in words_of("of_a_month")
    return (
        any(
            looks(tokens, at)
            for looks in (
                _has,
                _ends_behind_what_is_had,
                _is_given,
                _is_put,
                _behind,
                _met,
                _does,
                _is_no_verb,
                _asked_of,
                _is_apart,
            )
        )
        or _opens_a_form(tokens, at, is_known=is_known)
        or (is_known and _goes_on_doing(tokens, at))
        or ((is_follow_up or token.word not in words_of("months")) and _is_alone(tokens, at))
    )


def is_owner(tokens: Sequence[Token], at: int) -> bool:
    """Whether something is said to be theirs: `Kai's plan`, `kais plan` or `kai plan`."""
    return tokens[at].owns or _word(tokens, at + 1) in words_of("had")


def is_behind(tokens: Sequence[Token], at: int) -> bool:
    """Whether it stands behind `for`, `about` or `with`, or behind a word for being in contact."""
    return _word(tokens, at - 1) in words_of("before_always") or _met(tokens, at)


def does_something(tokens: Sequence[Token], at: int) -> bool:
    """Whether they are said to do or be something: `Kai wants`, `is Kai due`."""
    return _does(tokens, at) or _asked_of(tokens, at)


def is_in_feast(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is the "Eve" of "Christmas Eve"."""
    return _word(tokens, at - 1) in words_of("feasts")


def _is_month(tokens: Sequence[Token], at: int, *, is_follow_up: bool) -> bool:
    before, behind = _word(tokens, at - 1), _word(tokens, at + 1)
    if before in ("for", "about") and not is_follow_up:
        return not words_of("of_one") & {
            token.word for token in tokens[:at]
        }  # "birthdays for May", but "the plan for May"
    is_day = behind[:1].isdigit() and _word(tokens, at + 2) not in ("day", "nite", "moro", "am", "pm")
    return before in words_of("times") or before[:1].isdigit() or is_day


def _has(tokens: Sequence[Token], at: int) -> bool:
    """`will plan`, at its end or before what can't go on with a verb."""
    if _word(tokens, at + 1) not in words_of("had") or words_of("not_before_a_name") & {
        _word(tokens, at - 1),
        tokens[at].word,
    }:
        return False
    if tokens[at].word in words_of("months") and _word(tokens, at + 1) in words_of("of_a_month"):
        return False
    if (
        tokens[at].opens
        and _word(tokens, at + 1) in words_of("surely_had")
        and tokens[at].word not in words_of("verbs")
    ):
        return True
    return (
        at + 2 >= len(tokens)
        or not tokens[at + 2].is_word
        or tokens[at + 2].word in words_of("goes_on") | words_of("had")
    )


def _ends_behind_what_is_had(tokens: Sequence[Token], at: int) -> bool:
    """`PP Will?`, `reset pin lane`: nothing but a name ends so."""
    is_end = all(not token.is_word for token in tokens[at + 1 : at + 2])
    return (
        is_end
        and _word(tokens, at - 1) in words_of("surely_had")
        and tokens[at].word not in words_of("months")
    )


def _behind(tokens: Sequence[Token], at: int) -> bool:
    word = _word(tokens, at - 1)
    return word in words_of("before") and word not in _too_open(tokens[at]) and ends_there(tokens, at)


def _too_open(token: Token) -> frozenset[str]:
    """Prepositions that stand before this word where it is no name."""
    return words_of("before") - words_of("before_always") if not token.is_capital else frozenset()


def was_touched(tokens: Sequence[Token], at: int) -> bool:
    """Whether it stands behind a word for having been in touch: `saw hope today`."""
    return _word(tokens, at - 1) in words_of("touched") and _was_seen_there(tokens, at)


def was_met(tokens: Sequence[Token], at: int) -> bool:
    """The same, and behind `visit to` and `call with`, where the words about somebody end."""
    return was_touched(tokens, at) or (_met(tokens, at) and ends_there(tokens, at))


def goes_on_there(tokens: Sequence[Token], at: int) -> bool:
    """Whether a list of people can go on here: `and Wren`, at its end or before what follows people."""
    behind = _word(tokens, at + 1)
    return not behind.isalpha() or behind in words_of("seen_follows") | words_of("follows")


def _met(tokens: Sequence[Token], at: int) -> bool:
    before = _word(tokens, at - 1)
    if before in ("to", "with", "w", "from") and _word(tokens, at - 2) in words_of("talking"):
        return True
    if before in ("into", "across") and _word(tokens, at - 2) in words_of("chanced"):
        return _was_seen_there(tokens, at)
    if before in ("on", "to") and _word(tokens, at - 2) in words_of("looked_in"):
        return _was_seen_there(tokens, at)
    if before == "of" and _word(tokens, at - 2) in words_of("standing"):
        return True
    return before in words_of("seeing") and _was_seen_there(tokens, at)


def _was_seen_there(tokens: Sequence[Token], at: int) -> bool:
    return ends_there(tokens, at) or _word(tokens, at + 1) in words_of("seen_follows")


def _is_one_of_theirs(tokens: Sequence[Token], at: int) -> bool:
    """What stands behind `May's` where somebody is called May: in small letters, `may's reviews` are still those of the month."""
    behind = _word(tokens, at + 1)
    if is_in_feast(tokens, at) or behind in words_of("of_the_month"):
        return False
    return tokens[at].is_capital or behind not in words_of("of_a_month") - words_of("of_one_too")


def _is_bare(tokens: Sequence[Token]) -> bool:
    """Whether nothing else is said."""
    words = {token.word for token in tokens if token.is_word or token.word[:1].isdigit()}
    return len(words - {"please", "pls"}) == 1


def _is_apart(tokens: Sequence[Token], at: int) -> bool:
    """Between marks, as in a form: `NEW PIN - Grace`."""
    before, behind = tokens[at - 1].shown if at else "", tokens[at + 1].shown if at + 1 < len(tokens) else "-"
    return (
        before in _MARKS
        and behind in _MARKS
        and tokens[at].is_capital
        and tokens[at].word not in words_of("months")
    )


def _is_given(tokens: Sequence[Token], at: int) -> bool:
    """`text river the bursary link`, `tell will about it`."""
    return _word(tokens, at - 1) in words_of("giving") and _word(tokens, at + 1) in words_of("given")


def _is_put(tokens: Sequence[Token], at: int) -> bool:
    """`put sunny down for a review`, and `no I meant ray`."""
    before, behind = _word(tokens, at - 1), _word(tokens, at + 1)
    if before in ("meant", "mean"):
        return not behind.isalpha() or behind in words_of("follows")
    return before in words_of("putting") and behind in words_of("put")


def _opens_a_form(tokens: Sequence[Token], at: int, *, is_known: bool) -> bool:
    """A name before a dash: `Rex - PP stage`; in small letters that of one of theirs alone."""
    behind = tokens[at + 1].shown if at + 1 < len(tokens) else ""
    is_written_so = tokens[at].is_capital or (is_known and tokens[at].word not in words_of("verbs"))
    if is_known and at == 0 and tokens[at].is_capital and behind == ",":
        return not _word(tokens, at + 2)[:1].isdigit()  # "Summer, quick overview"
    is_first = at == 0 and is_written_so and tokens[at].word not in words_of("months")
    return is_first and behind in ("-", ":")


def _goes_on_doing(tokens: Sequence[Token], at: int) -> bool:
    """`and blessing was there too`, `no, the other dale`."""
    before, behind = _word(tokens, at - 1), _word(tokens, at + 1)
    if tokens[at].word in words_of("verbs") | words_of("months"):
        return False
    if before == "other" and _word(tokens, at - 2) == "the":
        return ends_there(tokens, at)
    if before in ("so", "because", "cos") and (behind in words_of("doing") or behind == "can"):
        return True
    if before == "to" and not behind.isalpha():
        return True  # "dropped a food parcel to penny"
    is_second = at == 1 and tokens[0].word in ("and", "but", "also", "plus")
    is_other_word = tokens[at].word in words_of("months") | words_of("verbs")
    return is_second and not is_other_word and _word(tokens, at + 1) in words_of("doing")


_MODAL = frozenset(("will", "may", "can"))
_MARKS = ("-", ":", ",", ";", "/", "(", ")")


def _does(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].opens and _word(tokens, at + 1) in words_of("doing")


def _is_no_verb(tokens: Sequence[Token], at: int) -> bool:
    """`I hope will is ok`: behind a verb that helps another stands no "is"."""
    is_verb = tokens[at].word in ("will", "can")
    return is_verb and _word(tokens, at + 1) in (
        "is",
        "was",
        "has",
        "hasnt",
        "isnt",
        "wants",
        "needs",
        "said",
    )


def _asked_of(tokens: Sequence[Token], at: int) -> bool:
    if {tokens[at].word, _word(tokens, at - 1)} <= _MODAL:  # "Will may be moving": either may be the name
        return False
    if tokens[at].word in _MODAL and _word(tokens, at + 1) in ("next", "now", "last", "again", "ever"):
        return False  # "when will next of kin"
    is_of_two = _word(tokens, at + 1) == "and" and _word(tokens, at + 2) in ("her", "his", "their")
    return _word(tokens, at - 1) in words_of("asking") and (
        is_of_two or _word(tokens, at + 1) in words_of("does")
    )


def ends_there(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words about somebody end here."""
    return (
        at + 1 >= len(tokens)
        or not tokens[at + 1].is_word
        or tokens[at + 1].word in words_of("follows") | words_of("had")
    )


def _is_alone(tokens: Sequence[Token], at: int) -> bool:
    others = {token.word for number, token in enumerate(tokens) if number != at and token.is_word}
    return others <= words_of("around")


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""
