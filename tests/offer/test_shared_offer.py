"""The offer and the settings are read once a process, and handed to what nobody else can hand anything to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.offer.loader import Offer
from bot.offer.shared_offer import shared_offer, sharing
from bot.settings import Settings, shared_settings, sharing_settings

if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING = Offer({}, {}, {}, {}, ())


def lay(folder: Path) -> Path:
    """A folder of places with one invented nation."""
    (folder / "nowhere").mkdir(parents=True)
    (folder / "nowhere" / "place.yml").write_text("name: Nowhere\nkind: nation\ninherits: []\n")
    return folder


def test_an_offer_that_is_shared_is_not_read_again() -> None:
    """It is the very same one, and only within."""
    with sharing(NOTHING):
        assert shared_offer() is NOTHING
    assert shared_offer() is not NOTHING


def test_a_folder_that_a_configuration_names_comes_first(tmp_path: Path) -> None:
    """Another folder is another offer, whatever is shared."""
    with sharing(NOTHING):
        assert list(shared_offer(str(lay(tmp_path / "offer"))).places) == ["nowhere"]


def test_where_nothing_is_shared_the_settings_say_what_is_read(tmp_path: Path) -> None:
    """As under Rasa's own commands."""
    lay(tmp_path / "data" / "offer")
    with sharing_settings(Settings(home=tmp_path)):
        assert list(shared_offer().places) == ["nowhere"]


def test_settings_that_are_shared_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within they are the very same ones; elsewhere the environment says."""
    settings = Settings(port=1)
    monkeypatch.setenv("LOCALOFFER_PORT", "2")
    with sharing_settings(settings):
        assert shared_settings() is settings
    assert shared_settings().port == 2


@pytest.mark.parametrize("share", [lambda: sharing(NOTHING), lambda: sharing_settings(Settings(port=1))])
def test_an_error_ends_sharing(share: Callable) -> None:
    """What failed to start leaves nothing behind."""
    before = shared_settings()
    with pytest.raises(ZeroDivisionError), share():
        _ = 1 / 0
    assert shared_settings() == before
    assert shared_offer() is not NOTHING
