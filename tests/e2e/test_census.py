"""Every address with every method, and odd requests: answered as the table in `census.txt` says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from census import table

if TYPE_CHECKING:
    from running import Server

pytestmark = [pytest.mark.model, pytest.mark.server]

KEPT = Path(__file__).parent / "census.txt"


def test_every_request_is_answered_as_the_table_says(server: Server) -> None:
    """Status, headers, cookies and the kind of body. A change that is meant is seen in the table's own change."""
    assert table(server.url).splitlines() == KEPT.read_text(encoding="utf-8").splitlines()
