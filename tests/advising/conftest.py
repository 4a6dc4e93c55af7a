"""What the tests of the desk share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk_world import DeskWorld, make_world

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database


@pytest.fixture
def made(database: Database, parameters: Parameters, offer: Offer) -> DeskWorld:
    """The world and its desk: on SQLite, and on PostgreSQL as the role of a server."""
    return make_world(database, parameters, offer)
