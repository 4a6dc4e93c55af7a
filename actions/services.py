"""What actions need, made once a process, at the first turn and not at import."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Mapping, Optional

from bot.answer import Choice
from bot.delivery.handing_over.hand_over_rules import HandOverRules
from bot.entitlements.parameters import Parameters, load_parameters
from bot.identity.sign_in.sessions import Sessions
from bot.offer.council_register import CouncilRegister, make_register
from bot.offer.loader import Offer, load_offer
from bot.phrases import read_from
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.settings import Clock, Settings
from bot.switches import SIGN_IN, Switches
from bot.talk.languages import Line, load_languages

OURS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Services:
    """The offer, the figures, the records, the sessions, the time, and our line in other languages.

    `danger_was_judged`: whether a trained judge looked at every message before it came here. `switches`: what somebody has switched off.
    `hand_over_rules`: what calls are promised by; None where staff can't be reached in Teams. `home`: where `data` is.
    """

    offer: Offer
    parameters: Parameters
    database: Database
    sessions: Sessions
    clock: Clock
    languages: Mapping[str, Line] = MappingProxyType({})
    danger_was_judged: bool = False
    switches: Switches = field(default_factory=Switches)
    hand_over_rules: Optional[HandOverRules] = None
    home: Path = OURS

    @cached_property
    def councils(self) -> CouncilRegister:
        """Every council by name. Raises FileNotFoundError without the lists of places."""
        return make_register(self.offer, self.home)

    def place_of(self, council: Optional[str]) -> str:
        """The place whose content answers for a council; the nation for one that is not known, or not England's."""
        if council in self.offer.places:
            return str(council)
        found = self.councils.get(council)
        return (found.offer_place if found else None) or self.offer.nation().id

    def leads_on(self, choice: Choice) -> bool:
        """Whether there is what a button leads to; buttons of old pages may outlive it."""
        if choice.kind in ("council", "living") and self.councils.get(choice.value):
            return True
        return self.offer.has(choice)


_provided: Optional[Services] = None


def make_services(settings: Settings) -> Services:
    """Read content and open the database; say the sentences of this home from now on. Raises ParameterError, SwitchError or FileNotFoundError."""
    read_from(settings.home)
    parameters = load_parameters(settings.home / "data" / "parameters")
    switches = Switches(settings.off, settings.off_file)
    return Services(
        offer=load_offer(settings.home / "data" / "offer", parameters.__contains__),
        parameters=parameters,
        database=Database(settings.database, settings.sealing_keys(), settings.migration_url),
        sessions=Sessions(Keyed(settings.secret()), partial(switches.is_off, SIGN_IN)),
        clock=settings.clock(),
        languages=load_languages(settings.home / "data" / "phrases" / "languages.yml"),
        switches=switches,
        home=settings.home,
    )


def provide(services: Services) -> None:
    """Let the composition root hand in what it has made."""
    global _provided  # noqa: PLW0603 - rasa_sdk builds actions without arguments; this is their one way in
    _provided = services


def services() -> Services:
    """What was provided, or else (under `rasa run actions`) made from the settings."""
    if _provided is None:
        settings = Settings()
        made = make_services(settings)
        made.database.create_tables(at_start=settings.migrates_at_start)
        provide(made)
    assert _provided is not None
    return _provided
