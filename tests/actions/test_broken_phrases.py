"""Where a sentence can't be said, the person is not left without words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from talk import ROOT, Talk

import actions.services
from bot.phrase_files import FOLDER, PhraseError
from bot.phrases import read_from
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import check_in_reply, something_went_wrong, urgent_reply

SORRY = something_went_wrong("").lead


@pytest.fixture(autouse=True)
def _no_files(tmp_path: Path, talk: Talk) -> Iterator[None]:
    """A home whose folder of sentences is empty."""
    (tmp_path / FOLDER).mkdir(parents=True)
    read_from(tmp_path)
    yield
    read_from(ROOT)


@pytest.mark.parametrize("intent", ["talk_to_human", "out_of_scope", "sign_in", "call_back", "deny"])
def test_a_sentence_that_cannot_be_said_fails_the_action_as_a_whole(talk: Talk, intent: str) -> None:
    """Half an answer is none: whoever runs the action says the apology."""
    with pytest.raises(PhraseError, match=r"data/phrases/\w+\.yml: "):
        talk.hears(intent)


def test_the_urgent_reply_of_the_second_net_is_kept(talk: Talk) -> None:
    """What else was asked can't be told; that must not take the urgent words away."""
    both = talk.hears("ask", "missing", questions=["savings", "missing"])
    assert [answer.lead for answer in both] == [urgent_reply(Danger("missing")).lead, SORRY]


def test_the_question_whether_somebody_is_ok_is_kept(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the judge looked first and the classifier is nearly certain."""
    judged = replace(talk.services, danger_was_judged=True)
    monkeypatch.setattr(actions.services, "_provided", judged)
    said = talk.hears("safety", ("missing", 0.99))
    assert [answer.lead for answer in said] == [check_in_reply(Danger("missing")).lead, SORRY]
