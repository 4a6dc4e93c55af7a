"""Which providers carry text messages here, as the settings say; switching needs no code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Mapping, Optional

from bot.channels.sms.line_settings import (
    CONSOLE,
    DOCS,
    NOTIFY,
    TWILIO,
    caps_of_councils,
    councils_of_numbers,
    line_names,
    lines_of_councils,
    notify_key,
    notify_token,
    pence_of_lines,
)
from bot.delivery.sending.outgoing import Provider
from bot.delivery.texting.text_costs import Prices
from bot.gsm import TWO_FRAGMENTS, septets
from bot.settings import Settings


@dataclass(frozen=True)
class TextLines:
    """The providers by name, the first one being everybody's; and whose each council's texts are."""

    providers: Mapping[str, Provider]
    first: Optional[str]
    of_councils: Mapping[str, str]
    numbers: Mapping[str, str]
    prices: Prices

    def line_of(self, council: Optional[str]) -> str:
        """The line of a council; empty if nobody carries texts."""
        return self.of_councils.get(council or "", self.first or "")


def make_lines(settings: Settings) -> TextLines:
    """The lines that are set up. Raises RuntimeError that names the setting which is wrong."""
    names, of_councils = line_names(settings), lines_of_councils(settings)
    providers = {name: _MADE[name](settings) for name in names}
    first = names[0] if names else None
    return TextLines(providers, first, of_councils, councils_of_numbers(settings), make_prices(settings))


def make_prices(settings: Settings) -> Prices:
    """What a fragment costs, and the caps. Raises RuntimeError that names the setting which is wrong."""
    return Prices(pence_of_lines(settings), caps_of_councils(settings))


def texted_numbers(settings: Settings) -> Mapping[str, str]:
    """Which number of ours each council's young people text, as people dial it: 07700 900111. Raises RuntimeError for a wrong setting."""
    numbers = make_lines(settings).numbers
    return {
        council: f"0{number[3:7]} {number[7:]}"
        for number, council in numbers.items()
        if number.startswith("+44")
    }


def room_of(settings: Settings, line: str) -> int:
    """How many septets of two fragments are ours, where a provider puts a name in front."""
    if line != NOTIFY or not settings.notify_service:
        return TWO_FRAGMENTS
    return TWO_FRAGMENTS - septets(f"{settings.notify_service}: ")


def twilio_account(settings: Settings) -> tuple[str, str]:
    """The account and its token. Raises RuntimeError that names what is missing."""
    _require(settings, TWILIO, "twilio_account", "twilio_token", "twilio_sender")
    assert settings.twilio_token is not None
    return str(settings.twilio_account), settings.twilio_token.get_secret_value()


def _console(settings: Settings) -> Provider:
    from bot.channels.sms.console_texts import ConsoleTexts

    return ConsoleTexts(settings.state_folder / "demo-texts.jsonl")


def _notify(settings: Settings) -> Provider:
    from bot.channels.sms.notify_texts import (  # its library is loaded only where it is used
        NotifyAccount,
        NotifyTexts,
    )

    _require(settings, NOTIFY, "notify_api_key", "notify_template", "notify_token")
    notify_token(settings)
    return NotifyTexts(
        NotifyAccount(
            notify_key(settings),
            str(settings.notify_template),
            settings.notify_sender,
            settings.notify_service,
            settings.notify_url,
        )
    )


def _twilio(settings: Settings) -> Provider:
    from bot.channels.sms.twilio_hooks import STATUS
    from bot.channels.sms.twilio_texts import TwilioAccount, TwilioTexts

    account, token = twilio_account(settings)
    return TwilioTexts(
        TwilioAccount(
            account,
            token,
            str(settings.twilio_sender),
            f"{settings.address.rstrip('/')}{STATUS}",
            settings.twilio_url,
        )
    )


_MADE: Mapping[str, Callable[[Settings], Provider]] = {CONSOLE: _console, NOTIFY: _notify, TWILIO: _twilio}


def _require(settings: Settings, line: str, *names: str) -> None:
    missing = [f"LOCALOFFER_{name.upper()}" for name in names if not getattr(settings, name)]
    if missing:
        raise RuntimeError(f"texts by {line} need {' and '.join(missing)} {DOCS}")
