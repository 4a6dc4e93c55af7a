"""Every council that may have looked after somebody: by name, and where its answers come from. Beside `Place`, which is content."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Mapping, Optional

from bot.language.gazetteer.place_lists import COUNTY, ENGLAND, FOLDER, Area, Gazetteer, read_gazetteer
from bot.language.gazetteer.place_words import normal
from bot.offer.loader import Offer

MOST_CANDIDATES = 4
_LIKE = 0.8  # how like a known name a slip of the finger is
_SMALL_WORDS = "and by de en in la le next of on the under upon with"
_SMALL = frozenset(_SMALL_WORDS.split())


@dataclass(frozen=True)
class Council:
    """A council, or another nation. `offer_place` is the place whose content its answers come from; None: nothing of ours holds there."""

    id: str
    name: str
    code: str
    nation: str
    offer_place: Optional[str]
    is_county: bool = False

    @property
    def has_own_offer(self) -> bool:
        """Whether we hold its own content."""
        return self.offer_place == self.id

    @property
    def is_english(self) -> bool:
        """Whether England's law holds for its care leavers."""
        return self.nation == ENGLAND


@dataclass(frozen=True)
class CouncilRegister:
    """Councils by id: a council of `data/places` has the slug of its name, one with content the id of its folder, which is the same."""

    councils: Mapping[str, Council]
    gazetteer: Gazetteer = field(repr=False)

    def get(self, id_: Optional[str]) -> Optional[Council]:
        """The council of an id; None for what is none, such as the nation whose content we hold."""
        return self.councils.get(id_ or "")

    def english(self) -> list[str]:
        """The ids of England's councils."""
        return [council.id for council in self.councils.values() if council.is_english]

    def named(self, name: str) -> list[Council]:
        """The councils that a name in normal form may mean, the likeliest first."""
        return [self.councils[id_] for id_ in self.gazetteer.names.get(name, ())]

    def like(self, name: str) -> list[Council]:
        """The councils whose own names are much like an unknown one."""
        known = {normal(council.name): council for council in self.councils.values() if council.is_english}
        return [known[near] for near in get_close_matches(normal(name), known, MOST_CANDIDATES, _LIKE)]


def make_register(offer: Offer, home: Path) -> CouncilRegister:
    """The register of a home's `data/places` and of what its offer holds. Raises FileNotFoundError."""
    gazetteer = gazetteer_of(offer, home / FOLDER)
    return CouncilRegister({id_: _council(area, offer) for id_, area in gazetteer.areas.items()}, gazetteer)


def gazetteer_of(offer: Offer, folder: Path) -> Gazetteer:
    """The lists of places, with the names that the offer's councils go by. Raises FileNotFoundError."""
    names = {place.id: [place.name, *place.aliases] for place in offer.councils()}
    return read_gazetteer(folder).with_names(names)


def shown_name(name: str) -> str:
    """A name in normal form as it is written: `stoke dry` is Stoke Dry."""
    first, *rest = name.split()
    return " ".join([first.capitalize(), *(word if word in _SMALL else word.capitalize() for word in rest)])


def _council(area: Area, offer: Offer) -> Council:
    is_held = area.id in offer.places and offer.places[area.id].kind == "council"
    nation = offer.nation().id if area.nation == ENGLAND else None
    place = area.id if is_held else nation
    return Council(area.id, area.name, area.code, area.nation, place, area.kind == COUNTY)
