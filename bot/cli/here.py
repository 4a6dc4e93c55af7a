"""What the commands stand on: settings, time, records and content of this installation."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database
    from bot.records.keyed import Keyed
    from bot.records.reach import Reach
    from bot.settings import Clock, Settings


_NEW = "localoffer: {} is new and empty; to reach a server's records, give its settings (docs/running.md#commands-on-a-machine)"


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
    def unopened(self) -> Database:
        """The records, of whatever version they are."""
        import bot.cli.every_table  # noqa: F401 - a table that is not known would be forgotten
        from bot.records.database import Database

        return Database(self.settings.database, self.settings.sealing_keys(), self.settings.migration_url)

    @cached_property
    def database(self) -> Database:
        """The records, brought to this version. Raises RuntimeError if they are newer, or older and may not be changed."""
        file = self.unopened.engine.url.database
        if self.unopened.engine.dialect.name == "sqlite" and not Path(str(file)).exists():
            click.echo(_NEW.format(file), err=True)
        self.unopened.create_tables(at_start=self.settings.migrates_at_start)
        return self.unopened

    @cached_property
    def reach(self) -> Reach:
        """Whoever is at the terminal has the keys, and reaches everything; the audit says so."""
        from bot.records.reach import OPERATOR

        return OPERATOR

    def scrub(self) -> None:
        """Rewrite the files of the records, as the role that owns the tables: no other may. Raises RuntimeError."""
        from bot.casework.privacy.subject_access import scrub

        with self.database.owning() as engine:
            scrub(engine)

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
