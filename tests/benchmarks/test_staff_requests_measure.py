"""The figures of how requests of staff are read count what they say, for sets that anybody writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.staff_requests import cases_of, main

HEAD = "today: 2026-11-30\nnames: [Kai, Ash]\ncases:\n"


def written(folder: Path, *cases: str) -> Path:
    """A set of cases."""
    file = folder / "cases.yml"
    file.write_text(HEAD + "".join(f"- {{{case}}}\n" for case in cases), encoding="utf-8")
    return file


def test_a_miss_is_told_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another action, another person and another detail are each counted and shown."""
    file = written(
        tmp_path,
        "text: Kai's plan, asked: status, person: Ash",
        "text: any alerts, asked: undo",
        "text: next month, asked: [due, key_dates, status, overdue, caseload, contact_due, offer, help, indicators], until: 2026-12-30",
    )
    assert main([str(file)]) == 1
    said = capsys.readouterr().out
    assert "right action             2 of 3" in said
    assert "right person             2 of 3" in said
    assert "wrong person             1 of 3" in said
    assert "all details right        2 of 3" in said
    assert "!! \"Kai's plan\": 'Kai', not 'Ash'" in said
    assert "alerts (0.95), not undo" in said
    assert "until: 2026-12-31, not 2026-12-30" in said


def test_a_request_that_names_nobody_is_not_the_wrong_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever is asked "who do you mean?" is not shown somebody else's plan; it is a miss all the same."""
    main([str(written(tmp_path, "text: any plan, asked: [status, due, overdue, caseload], person: Ash"))])
    said = capsys.readouterr().out
    assert "right person             0 of 1" in said
    assert "wrong person             0 of 1" in said


def test_a_key_or_an_action_that_is_none_is_refused(tmp_path: Path) -> None:
    """A slip in a set is found before it counts for something."""
    with pytest.raises(ValueError, match="persom"):
        cases_of(written(tmp_path, "text: help, asked: help, persom: Kai"))
    with pytest.raises(ValueError, match="stats"):
        cases_of(written(tmp_path, "text: help, asked: stats"))
