"""The messages of `localoffer teams simulate` as they are typed or piped in, and what is shown of those that come back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Mapping, Optional

from bot.cli.card_lines import card_lines
from bot.cli.card_pressing import Button, inputs
from bot.cli.json_lines import Line, LineError, json_lines, print_json

if TYPE_CHECKING:
    from bot.cli.adviser import Adviser

_WHAT = 'write {"text": "..."}, or {"press": 1} for the first button of the last card, with "inputs" if it has fields'


async def typed(adviser: Adviser) -> None:
    """What somebody types: words, or the number of a button. An empty line is no message."""
    print(f"You are {adviser.account.name}. Write to the assistant; a number presses a button. Ctrl+D ends.")
    await adviser.install()
    _show(adviser)
    while True:
        try:
            words = (await asyncio.to_thread(input, "> ")).strip()
            if words:
                await _done(adviser, words)
        except EOFError:
            return
        except ValueError as error:
            print(f"  ({error})")
        _show(adviser)


async def piped(adviser: Adviser) -> None:
    """A line is a message, or JSON: {"text": ...}, or {"press": number or title, "inputs": {...}} for a button of the last card.

    One that can't be sent gets its `error` and its number, and the others are sent.
    """
    for line in json_lines(is_strict=True):
        fault = await _sent(adviser, line)
        if fault:
            print_json({"error": fault, "line": line.number})
        for one in adviser.take():
            print_json(one)


async def _sent(adviser: Adviser, line: Line) -> Optional[str]:
    """Send it, and what is wrong with it, if something is."""
    try:
        if line.error is None and "press" in line.fields:
            await _pressed(adviser, line.fields)
            return line.warning
        words = line.text("text")
    except (LineError, ValueError) as error:
        return str(error)
    if words is None:
        return f"there is no text; {_WHAT}"
    await adviser.write(words)
    return line.warning


async def _pressed(adviser: Adviser, fields: Mapping[str, Any]) -> None:
    which, filled = fields["press"], fields.get("inputs") or {}
    if isinstance(which, bool) or not isinstance(which, (int, str)):
        raise LineError("press must be a button's number or its title")
    if not isinstance(filled, dict) or not all(isinstance(one, (str, int, bool)) for one in filled.values()):
        raise LineError('inputs must be texts by the ids of their fields: {"note": "..."}')
    await adviser.press(which, {name: _as_sent(value) for name, value in filled.items()})


def _as_sent(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


async def _done(adviser: Adviser, words: str) -> None:
    if not words.isdecimal():
        await adviser.write(words)
        return
    button = adviser.button(int(words))
    await adviser.press(int(words), await _filled(adviser, button))


async def _filled(adviser: Adviser, button: Button) -> Mapping[str, str]:
    """What somebody fills in before they press; an empty line leaves what stands there."""
    filled: dict[str, str] = {}
    for one in [] if button.is_alone else inputs(adviser.card):
        choices = f" ({', '.join(one.choices)})" if one.choices else ""
        given = (await asyncio.to_thread(input, f"  {one.label}{choices} [{one.value}]: ")).strip()
        filled[one.id] = one.choices.get(given, given) or one.value
    return filled


def _show(adviser: Adviser) -> None:
    for one in adviser.take():
        lines = card_lines(one["card"]) if "card" in one else str(one["text"]).splitlines()
        print("\n".join(f"  {line}" for line in lines))
