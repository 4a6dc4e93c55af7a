"""The step that tells who was signed out meanwhile, in another window or by the clock: an old page must not answer as if nothing had happened."""

from __future__ import annotations

from bot.answer import Answer, Choice
from bot.delivery.one_message import Turn

SIGNED_OUT = Answer(
    title="You are signed out",
    lead="You were signed out, so I don't know who you are now. Sign in again to see your plan.",
    choices=(Choice(label="Sign in", kind="page", value="sign-in"),),
)


async def tell(turn: Turn) -> None:
    """Say so above the answer; nothing stands above an urgent one."""
    if turn.incoming.is_after_sign_out and turn.danger is None:
        turn.above.insert(0, SIGNED_OUT)
