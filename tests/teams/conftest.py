"""One issuer of tokens for all tests here, and a chat on a database of each test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stand_ins.token_issuer import TokenIssuer, token_issuer
from teams_world import Chat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.records.database import Database


@pytest.fixture(scope="session")
def issuing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenIssuer]:
    """The real `oauth2-mock-server`."""
    with token_issuer(tmp_path_factory.mktemp("issuer")) as started:
        yield started


@pytest.fixture
def issuer(issuing: TokenIssuer) -> TokenIssuer:
    """As it was at the start: it answers, and nobody has asked."""
    issuing.is_down(False)
    issuing.says(None)
    issuing.asked()
    return issuing


@pytest.fixture
def chat(database: Database, issuer: TokenIssuer) -> Chat:
    """A chat with the assistant."""
    return Chat(database, issuer)
