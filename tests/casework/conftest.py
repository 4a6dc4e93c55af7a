"""What several tests of casework share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from imported_files import for_real

if TYPE_CHECKING:
    from bot.casework.intake.importing import How
    from bot.records.keyed import Keyed


@pytest.fixture
def how(keyed: Keyed) -> How:
    """An import for real, on a known day."""
    return for_real(keyed)
