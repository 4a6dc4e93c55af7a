"""Tables of sign-in. Tokens and codes are kept as keyed hashes only."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String

from bot.casework.database import Base


class WebSession(Base):
    """One browser. `conversation` is opaque and changes when somebody signs out."""

    __tablename__ = "web_session"

    token_hash = Column(String(64), primary_key=True)
    conversation = Column(String(80), nullable=False, unique=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"))
    last_seen_at = Column(DateTime, nullable=False, index=True)


class SignInCode(Base):
    """A code that was asked for; `young_person_id` is empty where nobody has that number."""

    __tablename__ = "sign_in_code"

    id = Column(Integer, primary_key=True)
    session_hash = Column(String(64), nullable=False, index=True)
    phone_lookup = Column(String(64), nullable=False, index=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"))
    code_hash = Column(String(64), nullable=False)
    asked_at = Column(DateTime, nullable=False)
    used_at = Column(DateTime)


class SignInFailure(Base):
    """A wrong code. Counted per number, so a new code does not start the count again."""

    __tablename__ = "sign_in_failure"

    id = Column(Integer, primary_key=True)
    phone_lookup = Column(String(64), nullable=False, index=True)
    failed_at = Column(DateTime, nullable=False)
