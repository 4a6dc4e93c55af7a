"""What texts come to is shown in plain words: one text is no texts, and what may not wait is not called danger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from invented import KEY
from sqlalchemy import insert

from bot.cli.main import main
from bot.delivery.texting.text_costs import TextCost

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((1, 1, 1), "1 text (1 that may not wait), 1 fragment, 0.02 of 50"),
        ((2, 4, 0), "2 texts (0 that may not wait), 4 fragments, 0.10 of 50"),
    ],
)
def test_costs_are_counted_in_words(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    numbers: tuple[int, int, int],
    shown: str,
) -> None:
    """Codes to sign in may not wait either."""
    for name, value in {
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "DATA_KEYS": KEY,
        "STATE": str(tmp_path),
        "TEXT_CAPS": "rutland=50",
    }.items():
        monkeypatch.setenv(f"LOCALOFFER_{name}", value)
    row = dict(zip(("texts", "fragments", "urgent"), numbers, strict=True))
    with database.transaction() as session:
        session.execute(insert(TextCost).values(month="2026-11", council="rutland", line="notify", **row))
    assert main(["sms", "costs", "--month", "2026-11"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == f"rutland by notify: {shown}"
