"""`localoffer ...`: the assistant on the terminal."""

from __future__ import annotations

import os
import select
import sys
import warnings
from typing import Callable, Iterator, Optional, Sequence

import click

from bot.cli.command_group import localoffer

INTERRUPTED = 130  # what shells give for Ctrl+C
_GONE = select.POLLERR | select.POLLHUP


def run() -> int:
    """The process `localoffer`: what `main` does, with what is set for a whole process."""
    set_up_process()
    return main()


def set_up_process() -> None:
    """What is set for a whole process of ours."""
    os.umask(0o077)  # what we make is for its owner alone
    quiet_third_parties()


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run one command; 0 if it worked, 1 if something is wrong, 2 if the call was, 130 if it was interrupted.

    `arguments` are those of the process if none are given.
    """
    return exit_code_of(lambda: _invoke(sys.argv[1:] if arguments is None else arguments))


def exit_code_of(work: Callable[[], int]) -> int:
    """The exit code of some work; what is wrong is said on standard error."""
    try:
        return work()
    except KeyboardInterrupt:
        return INTERRUPTED
    except click.ClickException as error:
        _refuse(error)
        return error.exit_code
    except (LookupError, OSError, RuntimeError, ValueError) as error:
        if isinstance(error, BrokenPipeError) and _nobody_reads():
            return 0
        return _tell(error)
    except Exception as error:
        if not _is_of_a_database(error):
            raise
        return _tell(
            RuntimeError(f"a database gave up: {type(error).__name__}; nothing of this step was kept")
        )


def quiet_third_parties() -> None:
    """No telemetry, and no notes of TensorFlow and SQLAlchemy about themselves on the terminal."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")
    warnings.simplefilter("ignore", DeprecationWarning)
    _show = warnings.showwarning
    warnings.showwarning = lambda message, category, *place: (
        None if issubclass(category, DeprecationWarning) else _show(message, category, *place)
    )  # Sanic puts a filter of its own before ours, which shows them again


def _invoke(arguments: Sequence[str]) -> int:
    # Not localoffer.main(): it has exit codes of its own for Ctrl+C and for output that nobody reads.
    try:
        with localoffer.make_context(localoffer.name, list(arguments)) as context:
            status = localoffer.invoke(context)
    except click.exceptions.Exit as end:  # --help
        status = end.exit_code
    sys.stdout.flush()  # here, where it is known what to do if nobody reads it
    return int(status or 0)


def _refuse(error: click.ClickException) -> None:
    """Say what was wrong with the call, under how it is made; without any words, the commands there are."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        print(context.get_usage(), file=sys.stderr)
    called = "localoffer" if context is None else f"{context.command_path}: error"
    print(f"{called}: {error.format_message()}", file=sys.stderr)


def _tell(error: Exception) -> int:
    print("\n".join(f"localoffer: {line}" for line in _lines(error)), file=sys.stderr)
    return 1


def _is_of_a_database(error: Exception) -> bool:
    """Its own text may quote a row, so it is not shown."""
    from sqlalchemy.exc import SQLAlchemyError

    return isinstance(error, SQLAlchemyError)


def _lines(error: Exception) -> Iterator[str]:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        yield str(error)
        return
    for wrong in error.errors():
        name = ".".join(str(part) for part in wrong["loc"])
        yield f"setting LOCALOFFER_{name.upper()}: {wrong['msg']} (docs/settings.md)"


def _nobody_reads() -> bool:
    """Whether it is our output whose reader has gone. What is still to be written then goes nowhere, without a word."""
    output = select.poll()
    output.register(sys.stdout.fileno(), 0)
    is_gone = any(state & _GONE for _, state in output.poll(0))
    if is_gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return is_gone
