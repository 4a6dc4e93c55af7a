"""The texts of `localoffer sms simulate` as they are typed or piped in, and what is shown of those that come back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Mapping, Optional

from bot.cli.json_lines import Line, LineError, json_lines, print_json

if TYPE_CHECKING:
    from bot.cli.simulating import Phone


async def typed(phone: Phone) -> None:
    """What somebody types; an empty line is no text."""
    print("Text the assistant. Ctrl+D ends.")
    while True:
        try:
            words = await asyncio.to_thread(input, "> ")
        except EOFError:
            return
        if words.strip():
            await phone.text(words)
        for one in phone.take():
            print(_for_people(one))


async def piped(phone: Phone) -> None:
    """A line is a text, or JSON: {"text": ..., "more": true} where the next one follows within two seconds, "picture": true with one.

    One that can't be sent gets its `error` and its number, and the others are sent.
    """
    for line in json_lines(is_strict=True):
        fault = await _sent(phone, line)
        if fault:
            print_json({"error": fault, "line": line.number})
        _print(phone)
    await phone.answered()
    _print(phone)


async def _sent(phone: Phone, line: Line) -> Optional[str]:
    """Send it, and what is wrong with it, if something is."""
    is_last, has_picture = not line.fields.get("more"), bool(line.fields.get("picture"))
    try:
        words = line.text("text")
    except LineError as error:
        return str(error)
    if words is None and not has_picture:
        return 'there is no text; write {"text": "..."}'
    await phone.text(words or "", is_answered=is_last, has_picture=has_picture)
    return line.warning


def _print(phone: Phone) -> None:
    for one in phone.take():
        print_json(one)


def _for_people(one: Mapping[str, Any]) -> str:
    if "consent" in one:
        return f"  (noted: {str(one['consent']).upper()})"
    fragments = f"{one['fragments']} fragment{'' if one['fragments'] == 1 else 's'}"
    text = "\n".join(f"  {line}" for line in str(one["text"]).splitlines())
    return f"{text}\n  [{fragments}, {one['provider_cost']}]"
