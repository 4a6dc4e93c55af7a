"""What each `localoffer` command does."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
import uuid
from typing import Any, Iterator, Mapping, Optional, Sequence

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.channels.sms.sms_render import sms_text
from bot.channels.teams.teams_render import teams_card
from bot.delivery.conversation.lately import Lately
from bot.front_door import MOST_CHARACTERS, Incoming, Reply, plain
from bot.safeguarding.detector import Detector
from bot.safeguarding.finding import Danger
from bot.safeguarding.going_on import raised
from bot.settings import Settings

CHANNELS = ("web", "sms", "teams")
REFUSED = "nlu_fallback"
SWITCH = 0.0005  # seconds that a thread computes before another has its turn: the event loop must not wait long for judge and dialogue


def serve(_arguments: argparse.Namespace) -> int:
    """Serve the chat page until stopped."""
    from bot.dialogue.trained_models import ensure_model
    from bot.server import build, log_problems, run, seed_demo

    settings = Settings()
    started = time.monotonic()
    model = ensure_model(settings, _tell)
    _tell("Loading Rasa and the model (about ten seconds) ...")
    assistant = asyncio.run(build(settings, str(model)))
    seed_demo(assistant)
    log_problems(assistant.services)
    sys.setswitchinterval(SWITCH)
    run(assistant, lambda: _tell(_welcome(settings, time.monotonic() - started)))
    return 0


def train(_arguments: argparse.Namespace) -> int:
    """Train the model, whether there is one or not."""
    from bot.dialogue.trained_models import train as train_now

    settings = Settings()
    _tell("Training the model on data/nlu ...")
    _tell(f"Trained: {train_now(settings)}")
    return 0


def ask(arguments: argparse.Namespace) -> int:
    """Answer one question, or a JSON line each from standard input."""
    if arguments.question == "-":
        return asyncio.run(_ask_lines(arguments))
    return asyncio.run(_ask_once(arguments))


def parse(_arguments: argparse.Namespace) -> int:
    """Say what each message is about."""
    return asyncio.run(_parse_lines())


def plan(arguments: argparse.Namespace) -> int:
    """Show a plan's status to an operator."""
    from actions.services import make_services
    from bot.caseload.casework_reads import operator, plan_status
    from bot.casework.plans.plan_status import find_by_reference
    from bot.casework.plans.plan_words import plan_answer
    from bot.identity.access.decisions import audited

    services = make_services(Settings())
    services.database.create_tables()
    on = services.clock.today()
    with audited(services.database) as session:
        found = find_by_reference(session, arguments.reference, arguments.council)
        if found is None:
            raise RuntimeError(
                f"nobody has the reference {arguments.reference!r} (see `make serve` for demo people)"
            )
        status = plan_status(session, operator(), found, services.parameters, on, services.clock.now())
    print(f"{status.reference}: {status.state.value}, {'overdue' if status.is_overdue else 'in time'}")
    print(plain_text(plan_answer(status, on)))
    return 0


def show(answer: Answer, channel: str) -> str:
    """An answer as the terminal shows it for a channel."""
    return sms_text(answer) if channel == "sms" else plain_text(answer)


async def _ask_once(arguments: argparse.Namespace) -> int:
    assistant = await _assistant()
    council = _known_council(assistant, arguments.council)
    incoming = _incoming(arguments.question, arguments.channel, council, None)
    for answer in (await assistant.front_door.handle(incoming)).answers:
        as_card = arguments.channel == "teams"
        print(
            json.dumps(teams_card(answer), indent=2, ensure_ascii=False)
            if as_card
            else show(answer, arguments.channel)
        )
    return 0


async def _ask_lines(arguments: argparse.Namespace) -> int:
    assistant = await _assistant()
    for line in _json_lines():
        text, channel = str(line.get("text", "")), line.get("channel") or arguments.channel
        council = _known_council(assistant, line.get("council") or arguments.council)
        talk = line.get("conversation") or uuid.uuid4().hex
        for said in _before(line):
            await assistant.front_door.handle(_incoming(said, channel, council, talk))
        started = time.perf_counter()
        reply = await assistant.front_door.handle(_incoming(text, channel, council, talk))
        _print_json(
            {
                "text": text,
                "answer": "\n\n".join(show(answer, channel) for answer in reply.answers),
                "topics": [answer.topic for answer in reply.answers if answer.topic],
                "safety": _safety(reply),
                "check_in": _check_in(reply),
                "ms": _ms_since(started),
            }
        )
    return 0


async def _parse_lines() -> int:
    assistant = await _assistant()
    for line in _json_lines():
        text = str(line.get("text", ""))
        started = time.perf_counter()
        found = found_in_talk(assistant.detector, text, _before(line))
        understood = await assistant.dialogue.parse(plain(text)[:MOST_CHARACTERS], line.get("audience"))
        topics = final_topics(understood)
        _print_json(
            {
                "text": text,
                "topics": topics,
                "safety": found.kind if found and found.is_urgent else None,
                "check_in": found.kind if found and found.is_check_in else None,
                "is_over": bool(found and found.is_over),
                "refused": understood["intent"]["name"] == REFUSED,
                "questions": [asked["id"] for asked in understood.get("questions", [])],
                "entities": [
                    {"entity": e["entity"], "value": e["value"]} for e in understood.get("entities", [])
                ],
                "ms": _ms_since(started),
            }
        )
    return 0


def final_topics(understood: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ranking of topics; refused messages begin with `out_of_scope`."""
    ranked = [{"id": t["id"], "confidence": round(t["confidence"], 4)} for t in understood.get("topics", [])]
    if understood["intent"]["name"] != REFUSED:
        return ranked
    refused = {"id": "out_of_scope", "confidence": round(understood["intent"]["confidence"], 4)}
    return [refused, *(topic for topic in ranked if topic["id"] != "out_of_scope")]


async def _assistant() -> Any:
    from bot.dialogue.trained_models import ensure_model
    from bot.server import build

    # The terminal is one operator, not a crowd.
    settings = Settings(messages_per_minute=1_000_000, log_level="WARNING")
    model = ensure_model(settings, lambda line: print(line, file=sys.stderr, flush=True))
    return await build(settings, str(model), is_kept=False)


def _incoming(text: str, channel: str, council: Optional[str], conversation: Optional[str]) -> Incoming:
    key = f"terminal-{conversation if conversation is not None else uuid.uuid4().hex}"
    return Incoming(
        channel=channel, conversation=key, message_id=uuid.uuid4().hex, text=text, council=council
    )


def _known_council(assistant: Any, council: Optional[str]) -> Optional[str]:
    places = assistant.services.offer.places
    if council is None or council in places:
        return council
    known = ", ".join(sorted(places))
    raise RuntimeError(f"there is no council {council!r}; choose one of: {known}")


def _before(line: Mapping[str, Any]) -> list[str]:
    """The earlier messages of the talk that a line names, oldest first."""
    before = line.get("before") or []
    return [str(said) for said in before] if isinstance(before, list) else [str(before)]


def found_in_talk(detector: Detector, text: str, before: Sequence[str]) -> Optional[Danger]:
    """What a message shows behind earlier ones of the same person, as the front door looks at each in turn."""
    lately, talk, found = Lately(lambda: 0.0), "talk", None
    for said in (*before, text):
        shown = lately.shown(talk)
        found = detector.check(said, lately.before(talk), shown.text if shown else "")
        found = raised(found, said, shown.danger) if shown else found
        lately.said(talk, said, found)
    return found


def _safety(reply: Reply) -> Optional[str]:
    """The danger that the reply is urgent for."""
    urgent = [answer.topic for answer in reply.answers if answer.urgency == "urgent"]
    return urgent[0] if urgent else None


def _check_in(reply: Reply) -> Optional[str]:
    """The danger that the reply asks about."""
    asked = [
        choice.value.partition("/")[0]
        for answer in reply.answers
        for choice in answer.choices
        if choice.kind == "danger"
    ]
    return asked[0] if asked else None


def _json_lines() -> Iterator[dict[str, Any]]:
    for raw in sys.stdin:
        line = raw.rstrip("\n")
        if not line.strip():
            continue
        try:
            read = json.loads(line) if line.lstrip().startswith("{") else {"text": line}
        except json.JSONDecodeError:
            read = {"text": line}
        yield read if isinstance(read, dict) else {"text": line}


def _print_json(line: Mapping[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _tell(line: str) -> None:
    print(line, flush=True)


def _welcome(settings: Settings, seconds: float) -> str:
    lines = [f"Ready in {seconds:.0f} seconds.", f"Open {settings.address}/ in a browser. Stop with Ctrl+C."]
    if settings.demo:
        lines += [
            "Demo sign-in (invented people): 07700 900101, 07700 900102, 07700 900103 or 07700 900104.",
            "The code is printed here.",
        ]
    return "\n".join(lines)
