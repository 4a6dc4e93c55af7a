"""`localoffer ...`: the assistant on the terminal."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from typing import Optional, Sequence

from pydantic import ValidationError

from bot.cli import (
    alerts_command,
    audit_command,
    content_commands,
    export_command,
    import_command,
    keys_command,
    person_command,
    retention_command,
    return_command,
    staff_command,
    talk_commands,
)
from bot.entitlements.parameters import ParameterError


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run one command; 0 if it worked, 1 if something is wrong, 2 if the call was."""
    quiet_third_parties()
    os.umask(0o077)  # what we make is for its owner alone
    chosen = make_parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except ValidationError as error:
        for wrong in error.errors():
            name = ".".join(str(part) for part in wrong["loc"])
            print(
                f"localoffer: setting LOCALOFFER_{name.upper()}: {wrong['msg']} (docs/settings.md)",
                file=sys.stderr,
            )
        return 1
    except (LookupError, OSError, ParameterError, RuntimeError, ValueError) as error:
        print(f"localoffer: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone
        sys.stderr.close()
        return 0


def quiet_third_parties() -> None:
    """No telemetry, and no notes of TensorFlow and SQLAlchemy about themselves on the terminal."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")
    warnings.simplefilter("ignore", DeprecationWarning)


def make_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(
        prog="localoffer", description="The care leavers' local offer assistant."
    )
    commands_of = parser.add_subparsers(title="commands", required=True)

    serve = commands_of.add_parser("serve", help="serve the chat page")
    serve.set_defaults(run=talk_commands.serve)

    train = commands_of.add_parser("train", help="train the model for the current data")
    train.set_defaults(run=talk_commands.train)

    ask = commands_of.add_parser("ask", help="answer a question, or JSON lines from standard input with -")
    ask.add_argument(
        "question", help="the question, or - to read JSON lines {text, council, channel, conversation}"
    )
    ask.add_argument("--council", help="the council to answer for, e.g. rotherham")
    ask.add_argument(
        "--channel", choices=talk_commands.CHANNELS, default="web", help="show it as this channel would"
    )
    ask.set_defaults(run=talk_commands.ask)

    parse = commands_of.add_parser(
        "parse", help="say what messages on standard input are about, as JSON lines"
    )
    parse.set_defaults(run=talk_commands.parse)

    plan = commands_of.add_parser("plan", help="show where a young person's plan stands, to an operator")
    plan.add_argument("reference", help="the council's reference, e.g. YP-DEMO-1")
    plan.add_argument("--council", help="needed where several councils use this reference")
    plan.set_defaults(run=talk_commands.plan)

    for module in (
        alerts_command,
        audit_command,
        content_commands,
        export_command,
        import_command,
        keys_command,
        person_command,
        retention_command,
        return_command,
        staff_command,
    ):
        module.add_to(commands_of)

    return parser


if __name__ == "__main__":
    sys.exit(main())
