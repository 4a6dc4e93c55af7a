"""What `localoffer sms costs` prints."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Iterator, Optional

from bot.channels.sms.text_lines import make_prices
from bot.delivery.texting.text_costs import Prices, Spent, costs, month_of

if TYPE_CHECKING:
    from bot.cli.here import Here

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
NOBODY = "(council not known)"


def cost_lines(here: Here, month: Optional[str], *, as_json: bool) -> Iterator[str]:
    """A line for each council and provider, and one of what it is without VAT. Raises ValueError if the month is none."""
    if month is not None and not _MONTH.fullmatch(month):
        raise ValueError(f"--month: {month!r} is no month; write it as 2026-11")
    wanted = month or month_of(here.clock.now())
    with here.database.transaction(here.reach) as session:
        found = costs(session, wanted)
    prices = make_prices(here.settings)
    if as_json:
        yield from (json.dumps(_fields(one, prices)) for one in found)
        return
    yield f"{wanted}: pounds without VAT"
    yield from (_line(one, prices) for one in found)
    if not found:
        yield "no texts were sent"


def _fields(spent: Spent, prices: Prices) -> dict[str, object]:
    cap = prices.caps.get(spent.council)
    return {
        "month": spent.month,
        "council": spent.council,
        "provider": spent.line,
        "texts": spent.texts,
        "fragments": spent.fragments,
        "urgent": spent.urgent,
        "pounds": float(_pounds(spent, prices)),
        "cap": None if cap is None else float(cap),
    }


def _line(spent: Spent, prices: Prices) -> str:
    cap = prices.caps.get(spent.council)
    of = "" if cap is None else f" of {cap}"
    return (
        f"{spent.council or NOBODY} by {spent.line}: {_count(spent.texts, 'text')}"
        f" ({spent.urgent} that may not wait), {_count(spent.fragments, 'fragment')}, {_pounds(spent, prices)}{of}"
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _pounds(spent: Spent, prices: Prices) -> Decimal:
    return prices.pounds(spent).quantize(Decimal("0.01"))
