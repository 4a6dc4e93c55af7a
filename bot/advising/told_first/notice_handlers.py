"""Which button does what, of those on messages that we send first: the first part of its value names the handler."""

from __future__ import annotations

from typing import Callable, Mapping, Optional

from bot.advising.asking import Asking, Handler
from bot.advising.requests.request import Asked, Request
from bot.advising.told_first.alert_pressed import pass_alert_on, show_alert, show_alerts, take_alert
from bot.advising.told_first.call_pressed import promise, show_call
from bot.advising.told_first.notice_choices import notices_asked, show_notices
from bot.answer import Answer

HANDLERS: Mapping[str, Handler] = {
    "notices": show_notices,
    "call": show_call,
    "call_promise": promise,
    "alerts": show_alerts,
    "alert": show_alert,
    "alert_take": take_alert,
    "alert_pass": pass_alert_on,
}
# The same of what is asked in words: what was understood, and whom it is about if anybody.
SAYINGS: Mapping[Asked, Callable[[Asking, Request, Optional[int]], Answer]] = {
    Asked.NOTICES: lambda asking, request, _person: notices_asked(asking, request.is_off),
    Asked.ALERTS: lambda asking, _request, _person: show_alerts(asking),
}
