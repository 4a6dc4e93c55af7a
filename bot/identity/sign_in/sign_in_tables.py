"""Tables of sign-in. Tokens and codes are kept as keyed hashes only."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String

from bot.records.database import Base


class WebSession(Base):
    """One browser. `conversation` is opaque and changes when somebody signs out.

    `ended_at` says that the browser was given another token then. What still comes with this one was sent before.
    """

    __tablename__ = "web_session"

    token_hash = Column(String(64), primary_key=True)
    conversation = Column(String(80), nullable=False, unique=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"))
    last_seen_at = Column(DateTime, nullable=False, index=True)
    ended_at = Column(DateTime)


class SignInCode(Base):
    """A code that was asked for; `young_person_id` is empty where nobody has that number.

    `address_lookup` is the keyed hash of the network address that asked. `is_quiet`: nothing was sent, whoever has the number, and
    the code is worth nothing. `is_known`: the browser had signed in with the number before.
    """

    __tablename__ = "sign_in_code"

    id = Column(Integer, primary_key=True)
    session_hash = Column(String(64), nullable=False, index=True)
    phone_lookup = Column(String(64), nullable=False, index=True)
    address_lookup = Column(String(64), index=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"))
    code_hash = Column(String(64), nullable=False)
    asked_at = Column(DateTime, nullable=False)
    used_at = Column(DateTime)
    is_quiet = Column(Boolean)
    is_known = Column(Boolean)


class SignInFailure(Base):
    """A wrong code. Counted per number and browser, so a new code does not start the count again, and nobody else is locked out."""

    __tablename__ = "sign_in_failure"

    id = Column(Integer, primary_key=True)
    phone_lookup = Column(String(64), nullable=False, index=True)
    session_hash = Column(String(64))
    failed_at = Column(DateTime, nullable=False)


class StaffSession(Base):
    """A browser in which a member of staff signed in. It holds no right of its own: the account is read anew each time.

    `teams_lookup` is the keyed hash of their account in Teams, where the sign-in named it.
    """

    __tablename__ = "staff_session"

    token_hash = Column(String(64), primary_key=True)
    staff_account_id = Column(ForeignKey("staff_account.id", ondelete="CASCADE"), nullable=False, index=True)
    signed_in_at = Column(DateTime, nullable=False)
    last_seen_at = Column(DateTime, nullable=False, index=True)
    teams_lookup = Column(String(64))
