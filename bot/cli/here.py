"""What the commands stand on: settings, time, records and content of this installation."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database
    from bot.records.keyed import Keyed
    from bot.settings import Clock, Settings


class Here:
    """Each part is made once a call, when it is first asked for: `localoffer --help` needs none of them."""

    @cached_property
    def settings(self) -> Settings:
        """The environment's settings. Raises ValidationError if one is wrong."""
        from bot.settings import Settings

        return Settings()

    @cached_property
    def clock(self) -> Clock:
        """The one source of time."""
        return self.settings.clock()

    @cached_property
    def keyed(self) -> Keyed:
        """Keyed look-ups under the secret key."""
        from bot.records.keyed import Keyed

        return Keyed(self.settings.secret())

    @cached_property
    def database(self) -> Database:
        """The records, brought to this version."""
        import bot.cli.every_table  # noqa: F401 - a table that is not known would be forgotten
        from bot.records.database import Database

        made = Database(self.settings.database, self.settings.sealing_keys())
        made.create_tables()
        return made

    @cached_property
    def parameters(self) -> Parameters:
        """The dated figures. Raises ParameterError if a file is wrong."""
        from bot.entitlements.parameters import load_parameters

        return load_parameters(self.settings.home / "data" / "parameters")

    @cached_property
    def offer(self) -> Offer:
        """The content of every place; from now on the sentences of this home are said with it."""
        from bot.offer.loader import load_offer
        from bot.phrases import read_from

        read_from(self.settings.home)

        return load_offer(self.settings.home / "data" / "offer", self.parameters.__contains__)


pass_here = click.make_pass_decorator(Here, ensure=True)
