"""The app as a council's administrator uploads it to Teams: a manifest and two icons in a zip file.

The manifest is of schema 1.25 (https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json).
"""

from __future__ import annotations

import json
import re
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any, Mapping
from urllib.parse import urlsplit

from bot.channels.staff.staff_terms import PRIVACY, TERMS
from bot.phrases import PhraseSet, phrase
from bot.settings import Settings

COMMANDS = (  # what Teams offers to ask; it shows ten at most
    *("help", "caseload", "overdue", "due", "contact"),
    *("calls", "indicators", "rule", "record", "notices"),
)
DOCS = "(docs/teams.md)"
ICONS = Path(__file__).resolve().parent / "icons"
_SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"
_BLUE = "#1d4f91"
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_TITLES = PhraseSet("staff_app.titles", COMMANDS)
_DESCRIPTIONS = PhraseSet("staff_app.descriptions", COMMANDS)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # zip knows none before; the same settings give the same file


def write_package(settings: Settings, out: Path) -> None:
    """Write the zip file. Raises RuntimeError that names the setting which is missing, FileExistsError if it is there already."""
    manifest = json.dumps(app_manifest(settings), indent=2, ensure_ascii=False).encode()
    with out.open("xb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (("manifest.json", manifest), *_icons()):
            package.writestr(zipfile.ZipInfo(name, _FIRST_DAY), content, zipfile.ZIP_DEFLATED)


def app_manifest(settings: Settings) -> Mapping[str, Any]:
    """The manifest: a bot for personal chats alone. Raises RuntimeError that names the setting which is missing."""
    app, address = _app(settings), _address(settings)
    return {
        "$schema": _SCHEMA,
        "manifestVersion": "1.25",
        "version": metadata.version("care-leavers-local-offer"),
        "id": app,
        "developer": {
            "name": phrase("staff_app.developer"),
            "websiteUrl": f"{address}/staff",
            "privacyUrl": address + PRIVACY,
            "termsOfUseUrl": address + TERMS,
        },
        "name": {"short": phrase("staff_app.name"), "full": phrase("staff_app.full_name")},
        "description": {"short": phrase("staff_app.short"), "full": phrase("staff_app.full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": _BLUE,
        "bots": [_bot(app)],
        "permissions": ["identity"],
        "validDomains": [str(urlsplit(address).hostname)],
        "defaultInstallScope": "personal",
    }


def _bot(app: str) -> Mapping[str, Any]:
    commands = [{"title": _TITLES[name], "description": _DESCRIPTIONS[name]} for name in COMMANDS]
    return {
        "botId": app,
        "scopes": ["personal"],
        "commandLists": [{"scopes": ["personal"], "commands": commands}],
        "supportsFiles": False,
        "isNotificationOnly": False,
    }


def _app(settings: Settings) -> str:
    app = (settings.teams_app_id or "").strip().lower()
    if not _GUID.fullmatch(app):
        raise RuntimeError(
            f"LOCALOFFER_TEAMS_APP_ID: set it to the application (client) id of the bot, 8-4-4-4-12 letters {DOCS}"
        )
    return app


def _address(settings: Settings) -> str:
    address = settings.address.rstrip("/")
    if not address.startswith("https://"):
        raise RuntimeError(f"LOCALOFFER_PUBLIC_URL: Teams takes an address that begins with https:// {DOCS}")
    return address


def _icons() -> list[tuple[str, bytes]]:
    return [(name, (ICONS / name).read_bytes()) for name in ("color.png", "outline.png")]
