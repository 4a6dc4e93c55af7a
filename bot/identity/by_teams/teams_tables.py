"""Tables of staff in Teams. An account there is kept as a keyed hash to be found, and sealed to be answered."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String

from bot.records.database import Base
from bot.records.sealed import Sealed


class TeamsUser(Base):
    """Somebody who wrote to us in Teams, or has our app. `lookup` is the keyed hash of tenant and object id.

    `conversation` is opaque and stays. `reference` is JSON: where their chat is (`bot.identity.by_teams.teams_users.Reference`).
    `staff_account_id` is whose account of staff it is, once it is linked, and `linked_at` since when. `is_installed` is False from when they took the app away, and
    `blocked_at` is since when Teams does not let us write. `link_hash` is the keyed hash of the code by which they link their account on
    the staff pages until `link_until`.
    """

    __tablename__ = "teams_user"

    lookup = Column(String(64), primary_key=True)
    conversation = Column(String(80), nullable=False, unique=True)
    name = Column(Sealed)
    reference = Column(Sealed)
    staff_account_id = Column(ForeignKey("staff_account.id", ondelete="SET NULL"), index=True)
    linked_at = Column(DateTime)
    is_installed = Column(Boolean, nullable=False, default=True)
    blocked_at = Column(DateTime)
    greeted_at = Column(DateTime)
    last_heard_at = Column(DateTime, nullable=False, index=True)
    link_hash = Column(String(64), unique=True)
    link_until = Column(DateTime)


class StaffNoticeSetting(Base):
    """That a member of staff does not want a kind of message that we send first. No row: they do."""

    __tablename__ = "staff_notice_setting"

    staff_account_id = Column(Integer, ForeignKey("staff_account.id", ondelete="CASCADE"), primary_key=True)
    kind = Column(String(30), primary_key=True)
    is_off = Column(Boolean, nullable=False)
