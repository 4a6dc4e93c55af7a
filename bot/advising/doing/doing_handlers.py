"""Which button does what: the first part of its value names the handler, the rest are numbers of records and words of ours."""

from __future__ import annotations

from typing import Mapping

from bot.advising.asking import Handler
from bot.advising.doing.call_doing import called, open_calls
from bot.advising.doing.contact_doing import open_contact, save_contact
from bot.advising.doing.pin_doing import open_pin, set_that_pin
from bot.advising.doing.plan_doing import make_that_move, open_move
from bot.advising.doing.review_doing import ask_review, open_review
from bot.advising.doing.share_doing import open_share, share_by_text, share_by_web
from bot.advising.doing.undo_doing import undo
from bot.advising.doing.views_doing import open_views, save_views

HANDLERS: Mapping[str, Handler] = {
    "contact": open_contact,
    "contact_save": save_contact,
    "move": open_move,
    "move_do": make_that_move,
    "views": open_views,
    "views_do": save_views,
    "review": open_review,
    "review_do": ask_review,
    "calls": open_calls,
    "called": called,
    "pin": open_pin,
    "pin_set": set_that_pin,
    "share": open_share,
    "share_web": share_by_web,
    "share_text": share_by_text,
    "undo": undo,
}
