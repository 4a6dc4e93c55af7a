"""The measuring of understanding: its data, its noise, its figures, its table and its page."""

from __future__ import annotations

import base64
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.failure import BenchmarkError
from benchmarks.nlu_confusion import write_report
from benchmarks.nlu_data import OUT_OF_SCOPE, TOPIC_FREE, read_dataset, topic_of
from benchmarks.nlu_noise import texted, typed_badly
from benchmarks.nlu_one import _understood, caught_at, macro_f1
from benchmarks.nlu_pipelines import write_config, write_messages
from benchmarks.understanding import main, table
from bot.language.spelling import slips

SENTENCE = (
    "Please, can someone help me with the council tax bill that came today? I never understand what it means!"
)
CLINC = {
    "train": [["what is my balance", "balance"], ["pay my bill", "pay_bill"]],
    "test": [["how much have i got", "balance"]],
    "oos_train": [["who is the king", "oos"]],
    "oos_test": [["is it raining", "oos"], ["sing a song", "oos"]],
}


def clinc_file(folder: Path, **changes: Any) -> Path:
    """A tiny file in the format of CLINC150; what is changed to None is left out."""
    file = folder / "data_full.json"
    file.write_text(
        json.dumps({key: value for key, value in {**CLINC, **changes}.items() if value is not None})
    )
    return file


def banking_file(folder: Path, name: str, rows: list[tuple[str, str]], header: str = "text,category") -> Path:
    """A tiny file in the format of BANKING77."""
    file = folder / name
    file.write_text("\n".join([header, *(f'"{text}",{label}' for text, label in rows)]) + "\n")
    return file


# Data


def test_clinc_is_read(tmp_path: Path) -> None:
    """Intents to learn become topics behind `ask`; what is outside teaches refusing, and is measured apart."""
    data = read_dataset(clinc_file(tmp_path), tmp_path)
    assert data.train == [
        ("what is my balance", "ask/balance"),
        ("pay my bill", "ask/pay_bill"),
        ("who is the king", OUT_OF_SCOPE),
    ]
    assert data.test == {"all": [("how much have i got", "balance")]}
    assert (data.name, data.out_of_scope) == ("data_full", ["is it raining", "sing a song"])


def test_clinc_needs_no_outside_messages_to_learn_from(tmp_path: Path) -> None:
    """`oos_train` may be left out."""
    assert len(read_dataset(clinc_file(tmp_path, oos_train=None), tmp_path).train) == 2


@pytest.mark.parametrize("field", ["train", "test", "oos_test"])
def test_a_missing_field_of_clinc_is_named(tmp_path: Path, field: str) -> None:
    """The error says which file lacks what, and what it should have."""
    file = clinc_file(tmp_path, **{field: None})
    with pytest.raises(
        BenchmarkError, match=rf"{re.escape(str(file))} lacks '{field}'.*train, test and oos_test"
    ):
        read_dataset(file, tmp_path)


def test_banking_is_read_with_its_test_file(tmp_path: Path) -> None:
    """All of it to learn from, `test.csv` beside it to be measured on; commas and slashes are no trouble."""
    file = banking_file(
        tmp_path, "train.csv", [("where is my card, please", "card/arrival"), ("top up", "top_up")]
    )
    banking_file(tmp_path, "test.csv", [("card not here", "card/arrival")])
    data = read_dataset(file, tmp_path)
    assert data.train == [("where is my card, please", "ask/card_arrival"), ("top up", "ask/top_up")]
    assert data.test == {"all": [("card not here", "card_arrival")]}
    assert data.out_of_scope == []


@pytest.mark.parametrize("name", ["train.csv", "test.csv"])
def test_banking_alone_is_split(tmp_path: Path, name: str) -> None:
    """Every fifth row is measured and not learnt from, so that no row is both."""
    rows = [(f"text {number}", "top_up") for number in range(10)]
    data = read_dataset(banking_file(tmp_path, name, rows), tmp_path)
    assert data.test["all"] == [("text 0", "top_up"), ("text 5", "top_up")]
    assert [text for text, _ in data.train] == [f"text {number}" for number in (1, 2, 3, 4, 6, 7, 8, 9)]


@pytest.mark.parametrize(
    ("header", "field"), [("text,label", "category"), ("message,category", "text"), ("", "category")]
)
def test_a_missing_column_of_banking_is_named(tmp_path: Path, header: str, field: str) -> None:
    """The error says which file has no such column, and what it should have."""
    file = banking_file(tmp_path, "train.csv", [("hello", "greeting")], header)
    with pytest.raises(
        BenchmarkError, match=rf"{re.escape(str(file))} has no column '{field}'.*text and category"
    ):
        read_dataset(file, tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error says which option named it."""
    with pytest.raises(BenchmarkError, match=r"--dataset: there is no file .*nothing\.json"):
        read_dataset(tmp_path / "nothing.json", tmp_path)


def test_ours_is_measured_on_what_it_never_learnt(root: Path) -> None:
    """Held-out sentences of topics that are learnt, in two groups, none of them word for word in training."""
    data = read_dataset(None, root)
    learnt = {text.lower() for text, _ in data.train}
    topics = {topic_of(label) for _, label in data.train}
    assert set(data.test) == {"young people", "advisers"}
    for group, rows in data.test.items():
        assert len(rows) > 50, group
        assert {topic for _, topic in rows} <= topics
        assert not learnt & {text.lower() for text, _ in rows}
        assert all(topic.startswith("pa_") == (group == "advisers") for _, topic in rows)
    assert len(data.out_of_scope) > 50
    assert not learnt & {text.lower() for text in data.out_of_scope}


def test_files_that_measure_something_else_are_left_out(root: Path) -> None:
    """Each name on the list of exceptions is a file that is there."""
    assert {path.stem for path in (root / "tests" / "sentences").glob("*.yml")} >= set(TOPIC_FREE)


# Noise


@pytest.mark.parametrize("spoil", [typed_badly, texted])
def test_the_same_message_is_spoilt_the_same_way(spoil: Any) -> None:
    """Two runs measure the same; another seed gives another slip."""
    random.seed(1)
    first = spoil(SENTENCE)
    random.seed(2)
    assert spoil(SENTENCE) == first
    assert len({spoil(SENTENCE, seed) for seed in range(20)}) > 1


@given(st.integers(0, 500))
def test_a_slip_is_one_slip_in_a_long_word(seed: int) -> None:
    """Each word stays as it is or is one slip away; short words, marks and the first letter stay."""
    before, after = SENTENCE.split(" "), typed_badly(SENTENCE, seed).split(" ")
    assert len(before) == len(after)
    for word, typed in zip(before, after, strict=True):
        bare, mark = word.rstrip(",?!"), word[len(word.rstrip(",?!")) :]
        assert typed[0] == word[0]
        assert typed.endswith(mark)
        if typed != word:
            assert len(bare) >= 4
            assert typed.removesuffix(mark).lower() in set(slips(bare.lower()))


def test_about_a_fifth_of_long_words_get_a_slip() -> None:
    """Over many messages, neither none nor all."""
    words = [f"{'abcdefghij'[number % 10]}council" for number in range(2_000)]
    spoilt = typed_badly(" ".join(words)).split(" ")
    share = sum(one != other for one, other in zip(words, spoilt, strict=True)) / len(words)
    assert 0.1 < share < 0.25


def test_text_speak_is_small_short_and_without_marks() -> None:
    """Short forms as young people write them."""
    assert (
        texted("Can you tell me what to do? Thanks, see YOU tomorrow.")
        == "can u tell me wot 2 do thx c u 2moro"
    )


@given(st.integers(0, 500))
def test_text_speak_loses_one_vowel_of_a_word_at_most(seed: int) -> None:
    """Other words stay, but for a vowel here and there."""
    for word, typed in zip(
        ["council", "understand", "tax", "bills"],
        texted("council understand tax bills", seed).split(),
        strict=True,
    ):
        assert typed == word or (len(word) > 4 and len(typed) == len(word) - 1 and typed in set(slips(word)))


@given(st.text(max_size=40))
def test_any_text_can_be_spoilt(text: str) -> None:
    """Held-out sentences hold emoji, accents and nothing at all; noise changes only letters."""
    assert re.sub(r"[A-Za-z']", "", typed_badly(text)) == re.sub(r"[A-Za-z']", "", text)
    assert not set(texted(text)) & set(".,!?;:")


# Figures


def test_f1_is_the_mean_over_topics() -> None:
    """Each topic counts the same, however many sentences it has: 2/3 for each here."""
    assert macro_f1([("a", "a"), ("a", "b"), ("b", "b")]) == pytest.approx(2 / 3)
    assert macro_f1([("a", "a")] * 98 + [("b", "a")] * 2) == pytest.approx((2 * 98 / 198) / 2, abs=1e-3)


@pytest.mark.parametrize(
    ("pairs", "f1"), [([("a", "a"), ("b", "b")], 1.0), ([("a", "b"), ("b", "a")], 0.0), ([("a", "z")], 0.0)]
)
def test_f1_is_one_if_all_is_right_and_nothing_if_all_is_wrong(
    pairs: list[tuple[str, str]], f1: float
) -> None:
    """A topic that is only found and never meant is no topic of its own."""
    assert macro_f1(pairs) == f1


def test_what_is_caught_is_counted_at_what_is_kept() -> None:
    """With 95 of 100 kept the threshold lies at the fifth lowest score; what is below it is caught."""
    inside = [float(score) for score in range(101)]
    assert caught_at(0.95, inside, [4.0, 4.9, 5.1, 50.0]) == 0.5
    assert caught_at(1.0, inside, [-1.0, 0.0]) == 0.5
    assert caught_at(0.5, inside, [10.0, 49.0]) == 1.0


def test_without_messages_outside_nothing_is_caught() -> None:
    """BANKING77 has none, so there is no figure."""
    assert caught_at(0.95, [1.0, 2.0], []) is None


def test_our_topics_are_read_from_a_parsed_message() -> None:
    """Topics, score and questions as our classifier writes them."""
    found = _understood(
        {
            "intent": {"name": "ask"},
            "topics": [{"id": "rent", "confidence": 0.9}, {"id": "driving", "confidence": 0.1}],
            "refusal_score": 7.5,
            "questions": [{"id": "rent"}, {"id": "driving"}],
        },
        1.5,
    )
    assert (found.topic, found.second, found.score, found.is_refused, found.questions) == (
        "rent",
        "driving",
        7.5,
        False,
        ["rent", "driving"],
    )


def test_a_stock_pipelines_intents_are_read_as_topics() -> None:
    """The fallback is a refusal and no topic; the confidence of the first intent is the score."""
    ranking = [{"name": "nlu_fallback", "confidence": 0.3}, {"name": "rent", "confidence": 0.2}]
    found = _understood({"intent": ranking[0], "intent_ranking": ranking}, 1.0)
    assert (found.topic, found.second, found.score, found.is_refused) == ("rent", "", 0.2, True)


def test_a_pipeline_without_understanding_has_no_topic() -> None:
    """Rasa alone gives no ranking."""
    assert _understood({"intent": {"name": None}}, 1.0).topic == ""


def test_who_finds_out_of_scope_is_as_unsure_as_can_be() -> None:
    """However sure a pipeline is of `out_of_scope`, that is no sign of a topic."""
    ranking = [{"name": OUT_OF_SCOPE, "confidence": 0.99}, {"name": "rent", "confidence": 0.01}]
    found = _understood({"intent": ranking[0], "intent_ranking": ranking}, 1.0)
    assert found.is_refused
    assert found.score < -1e6


# Pipelines


def test_stock_pipelines_learn_the_same_messages_under_flat_names(tmp_path: Path) -> None:
    """A slash would mean a retrieval intent to Rasa; ours keeps it."""
    data = read_dataset(clinc_file(tmp_path), tmp_path)
    learnt = {}
    for name in ("ours", "diet"):
        write_messages(name, data, tmp_path / f"{name}.yml")
        written = yaml.safe_load((tmp_path / f"{name}.yml").read_text(encoding="utf-8"))["nlu"]
        learnt[name] = {entry["intent"]: entry["examples"] for entry in written}
    assert learnt["ours"] == {
        "ask/balance": "- what is my balance\n",
        "ask/pay_bill": "- pay my bill\n",
        OUT_OF_SCOPE: "- who is the king\n",
    }
    assert {
        f"ask/{topic}" if topic != OUT_OF_SCOPE else topic: text for topic, text in learnt["diet"].items()
    } == learnt["ours"]


def test_on_public_data_our_pipeline_is_the_one_we_ship(root: Path, tmp_path: Path) -> None:
    """But for the parts that know our offer only; every setting stays."""
    data = read_dataset(clinc_file(tmp_path), tmp_path)
    write_config("ours", data, root, tmp_path / "config.yml")
    shipped = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    written = yaml.safe_load((tmp_path / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    assert [part["name"].rsplit(".", 1)[-1] for part in written] == [
        "ChatNormaliser",
        "SentenceEmbedding",
        "TopicClassifier",
    ]
    assert all(part in shipped for part in written)


# Table and page


def test_the_table_shows_the_figures_side_by_side() -> None:
    """Shares with three places, numbers with one, a dash for what is not there; memory above Rasa alone."""
    shown = table(
        {
            "bare": {"figures": {"resident_mib": 100.0}},
            "ours": {"figures": {"macro_f1": 0.91234, "resident_mib": 350.25, "two_found": 0.5}},
            "diet": {"figures": {"macro_f1": 0.8, "resident_mib": 900.0}},
        }
    )
    rows = [re.split(r"\s{2,}", line.strip()) for line in shown.splitlines()]
    assert rows == [
        ["ours", "Rasa default (DIET)"],
        ["macro f1", "0.912", "0.800"],
        ["two found", "0.500", "-"],
        ["resident mib", "350.2", "900.0"],
        ["added mib", "250.2", "800.0"],
    ]


def test_the_tables_columns_stand_under_their_titles() -> None:
    """Each figure begins where its pipeline's title begins."""
    title, *rows = table(
        {name: {"figures": {"macro_f1": 0.5, "resident_mib": 1.0}} for name in ("ours", "diet", "lr")}
    ).splitlines()
    assert [row.index("0.500") for row in rows if "macro" in row] == [title.index("ours")]
    assert all(row[title.index("Rasa logistic") :].startswith(("0.500", "1.0")) for row in rows)


def test_without_rasa_alone_there_is_no_added_memory() -> None:
    """What can't be told is not shown."""
    assert "added" not in table({"ours": {"figures": {"resident_mib": 350.0}}})


def wrong(text: str, meant: str, found: str, second: str = "other") -> dict[str, Any]:
    """A sentence that was got wrong, as the measurement hands it on."""
    return {"text": text, "topic": meant, "found": {"topic": found, "second": second}}


def test_the_page_shows_every_wrong_sentence(tmp_path: Path) -> None:
    """In order of topic, with how often the right one came second, and nothing in it is taken for HTML."""
    page = tmp_path / "page.html"
    sentences = [
        wrong("<b>rent & bills</b>", "rent", "savings", "rent"),
        wrong("bus pass?", "driving", "rent"),
        wrong("my bill", "rent", "savings"),
    ]
    assert write_report(sentences, page) == page
    text = page.read_text(encoding="utf-8")
    assert "<p>3 sentences had another topic first. Their own topic came second for 1 of them.</p>" in text
    assert "<td>&lt;b&gt;rent &amp; bills&lt;/b&gt;</td>" in text
    assert [row.split("</td>")[0] for row in text.split("<tr><td>")[1:]] == ["driving", "rent", "rent"]


@pytest.mark.parametrize(
    "sentences", [[], [wrong(f"text {number}", f"topic {number}", "rent") for number in range(60)]]
)
def test_the_page_holds_a_picture(tmp_path: Path, sentences: list[dict[str, Any]]) -> None:
    """A PNG inside the page, with nothing wrong as with more pairs than can be shown."""
    text = write_report(sentences, tmp_path / "page.html").read_text(encoding="utf-8")
    (picture,) = re.findall(r"data:image/png;base64,([^\"]+)", text)
    assert base64.b64decode(picture, validate=True).startswith(b"\x89PNG")


# The command


def test_an_unknown_pipeline_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is trained, the error says which there are."""
    with pytest.raises(SystemExit) as left:
        main(["--only", "ours,bert"])
    assert left.value.code == 2
    assert "'bert' is none of ours, diet, lr" in capsys.readouterr().err


def test_data_that_can_not_be_read_is_a_plain_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and one line that names the field, and no traceback."""
    assert main(["--dataset", str(clinc_file(tmp_path, test=None)), "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "lacks 'test'" in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()
