"""The app package is one that Teams takes: its manifest fits Microsoft's schema, its icons are what they should be, and it holds our settings."""

from __future__ import annotations

import io
import json
import zipfile
from importlib import metadata
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from PIL import Image
from stand_ins.stand_in import FOLDER, node_program

from bot.channels.teams.app_package import app_manifest, write_package
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

APP, ADDRESS = "11111111-2222-4333-8444-555555555555", "https://offer.example.org"
SCHEMAS = FOLDER / "node_modules" / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"


def settings(**more: Any) -> Settings:
    """Those of an installation that staff reach."""
    return Settings(**{"teams_app_id": APP, "public_url": ADDRESS, **more})


@pytest.fixture
def package(tmp_path: Path) -> zipfile.ZipFile:
    """The file, opened."""
    write_package(settings(), tmp_path / "app.zip")
    return zipfile.ZipFile(tmp_path / "app.zip")


def picture(package: zipfile.ZipFile, name: str) -> Image.Image:
    """An icon of it."""
    return Image.open(io.BytesIO(package.read(name)))


def test_the_manifest_fits_the_schema() -> None:
    """Microsoft's own, of the version that it names."""
    node_program()  # where the stand-ins are missing, this says so
    manifest = app_manifest(settings())
    schema = json.loads((SCHEMAS / "v1.25" / "MicrosoftTeams.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(manifest)
    wrong = {**manifest, "bots": [{**manifest["bots"][0], "scopes": ["everywhere"]}]}
    assert list(jsonschema.Draft4Validator(schema).iter_errors(wrong))
    assert manifest["manifestVersion"] == "1.25"
    assert "/v1.25/" in manifest["$schema"]


def test_it_holds_manifest_and_icons_and_nothing_else(package: zipfile.ZipFile) -> None:
    """At the top, under the names that the manifest gives them."""
    manifest = json.loads(package.read("manifest.json"))
    assert sorted(package.namelist()) == ["color.png", "manifest.json", "outline.png"]
    assert {manifest["icons"][kind] for kind in ("color", "outline")} == {"color.png", "outline.png"}


def test_it_is_our_bot_at_our_address(package: zipfile.ZipFile) -> None:
    """Id, addresses and version come from the settings and the project; a personal chat is the only place."""
    manifest = json.loads(package.read("manifest.json"))
    [bot] = manifest["bots"]
    assert (manifest["id"], bot["botId"], bot["scopes"]) == (APP, APP, ["personal"])
    assert manifest["version"] == metadata.version("care-leavers-local-offer")
    assert manifest["validDomains"] == ["offer.example.org"]
    addresses = [value for name, value in manifest["developer"].items() if name.endswith("Url")]
    assert len(addresses) == 3
    assert all(address.startswith(f"{ADDRESS}/") for address in addresses)


def test_what_can_be_asked_fits_where_teams_shows_it() -> None:
    """Ten at most, each once; Teams refuses longer titles and descriptions."""
    [listed] = app_manifest(settings())["bots"][0]["commandLists"]
    titles = [command["title"] for command in listed["commands"]]
    assert 3 <= len(titles) == len(set(titles)) <= 10
    assert max(map(len, titles)) <= 32
    assert max(len(command["description"]) for command in listed["commands"]) <= 128


def test_the_icons_are_as_teams_wants_them(package: zipfile.ZipFile) -> None:
    """192 by 192 in colour without holes; 32 by 32 in white alone on nothing."""
    colour, outline = picture(package, "color.png"), picture(package, "outline.png")
    assert (colour.size, outline.size, outline.mode) == ((192, 192), (32, 32), "RGBA")
    assert colour.convert("RGBA").getchannel("A").getextrema() == (255, 255)
    assert outline.getchannel("A").getextrema() == (0, 255)
    seen = {colours[:3] for _, colours in outline.getcolors() if colours[3]}
    assert seen == {(255, 255, 255)}


def test_the_same_settings_give_the_same_file(tmp_path: Path) -> None:
    """So that whoever checks it can make it again."""
    for name in ("one.zip", "two.zip"):
        write_package(settings(), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"teams_app_id": None}, "LOCALOFFER_TEAMS_APP_ID"),
        ({"teams_app_id": "our-bot"}, "LOCALOFFER_TEAMS_APP_ID"),
        ({"public_url": None}, "LOCALOFFER_PUBLIC_URL"),
        ({"public_url": "http://offer.example.org"}, "LOCALOFFER_PUBLIC_URL"),
    ],
)
def test_without_a_setting_that_it_needs_nothing_is_made(
    tmp_path: Path, more: dict[str, Any], said: str
) -> None:
    """It is named instead."""
    with pytest.raises(RuntimeError, match=said):
        write_package(settings(**more), tmp_path / "app.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    """It may be another council's."""
    (tmp_path / "app.zip").write_bytes(b"another")
    with pytest.raises(FileExistsError):
        write_package(settings(), tmp_path / "app.zip")
    assert (tmp_path / "app.zip").read_bytes() == b"another"
