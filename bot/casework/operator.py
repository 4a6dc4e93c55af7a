"""Whoever acts without signing in: the operator at the terminal, and what runs in their name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Optional

from bot.casework.tables import AuditEvent

DONE = "done"


@dataclass(frozen=True)
class Operator:
    """The one idea of the operator, as the audit names them. `actor` says through what, never who."""

    actor: str = "terminal"
    role: Literal["operator"] = "operator"

    def event(self, action: str, person: Optional[int], now: datetime) -> AuditEvent:
        """What the audit keeps of something they did; `person` is the record's number."""
        return AuditEvent(
            happened_at=now, role=self.role, actor=self.actor, action=action, person=person, outcome=DONE
        )
