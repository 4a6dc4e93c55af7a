"""What Rasa's record holds of the talkers: turns of others, who send broken bodies meanwhile, are not theirs."""

from __future__ import annotations

from typing import List, Sequence

from sqlalchemy import bindparam, text

from benchmarks.breaking.house import House
from benchmarks.breaking.talkers import Talker
from bot.identity.sign_in.sessions import Sessions
from bot.records.database import make_engine
from bot.records.keyed import Keyed
from bot.settings import Settings

_TALKS = text("SELECT conversation FROM web_session WHERE token_hash IN :hashes")
_TURNS = text("SELECT count(*) FROM events WHERE type_name = 'user' AND sender_id IN :talks")


def turns_of(house: House, talkers: Sequence[Talker]) -> int:
    """How many messages of theirs it holds."""
    sessions = Sessions(Keyed(Settings(state=house.state).secret()))
    hashes = [sessions.token_hash(talker.token) for talker in talkers]
    talks = _asked(_records(house), _TALKS, "hashes", hashes)
    return int(_asked(_talks(house), _TURNS, "talks", talks)[0])


def _records(house: House) -> str:
    """As the owner of the tables, whom row-level security does not bind."""
    return house.more.get("LOCALOFFER_MIGRATION_URL", f"sqlite:///{house.state / 'localoffer.db'}")


def _talks(house: House) -> str:
    return house.more.get("LOCALOFFER_CONVERSATIONS_URL", f"sqlite:///{house.state / 'conversations.db'}")


def _asked(url: str, question: object, name: str, values: Sequence[str]) -> List[str]:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            wanted = question.bindparams(bindparam(name, expanding=True))  # type: ignore[attr-defined] # a text
            return list(connection.execute(wanted, {name: list(values)}).scalars())
    finally:
        engine.dispose()
