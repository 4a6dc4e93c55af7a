"""What deploy/ names is there: settings, commands, ports and time-outs are those of the program."""

from __future__ import annotations

import re

import pytest
import yaml
from linters import DEPLOY, ROOT

from bot.channels.web.web_body import MOST_LOOKED_AT
from bot.cli.command_group import localoffer
from bot.safeguarding.replies import ALWAYS
from bot.serving.connections import SECONDS_KEPT
from bot.settings import Settings

FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and "linters" not in path.parts)
SETTINGS = {f"LOCALOFFER_{name.upper()}" for name in Settings.__fields__}
NGINX = DEPLOY / "nginx"
MIB = 2**20


def commands() -> set[str]:
    """The commands that `localoffer` has, each in a module of its own."""
    return {
        path.stem.removesuffix("_command").replace("_", "-")
        for path in (ROOT / "bot" / "cli").glob("*_command.py")
    }


def named_commands() -> set[str]:
    """Those that a unit, a container or a pod runs."""
    text = "\n".join(path.read_text() for path in FILES)
    containers = yaml.safe_load((DEPLOY / "compose" / "compose.yml").read_text())["services"].values()
    of_compose = {one["command"][0] for one in containers if "image" in one and "localoffer" in one["image"]}
    pods = set(re.findall(r"args: \[(\w+)", text))
    shells = set(re.findall(r"(?:bin/|exec |\n *)localoffer (\w+)", text))
    return pods | shells | {name for name in of_compose if name.isalpha()}


def nginx(name: str) -> str:
    """One of nginx's files, without what is said about it."""
    return re.sub(r"#.*", "", (NGINX / name).read_text())


def test_there_are_commands_and_settings() -> None:
    """So that none of the tests below passes by finding nothing."""
    assert {"serve", "worker", "migrate", "backup"} <= named_commands()
    assert len(FILES) > 25


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(DEPLOY).as_posix())
def test_a_file_names_only_settings_that_are_there(path) -> None:
    """A setting that is spelt wrong is silently left at its default."""
    named = set(re.findall(r"LOCALOFFER_[A-Z_]*[A-Z]", path.read_text()))
    assert named - SETTINGS == set()


def test_every_command_that_is_run_is_there() -> None:
    """Units, containers and pods run nothing that the program does not know."""
    assert named_commands() - commands() == set()
    assert localoffer.name == "localoffer"


def test_nginx_takes_a_body_as_large_as_the_server_looks_at_and_keeps_it_off_the_disk() -> None:
    """Danger in a large body is still noticed; what people type is written nowhere on the way, nor is what they are answered."""
    sizes = dict(re.findall(r"client_(max_body_size|body_buffer_size) (\d+)m;", nginx("nginx.conf")))
    assert {int(size) * MIB for size in sizes.values()} == {MOST_LOOKED_AT}
    assert len(sizes) == 2
    assert "proxy_max_temp_file_size 0;" in nginx("proxy.conf")


@pytest.mark.parametrize("path", ["nginx/upstream.conf", "compose/nginx-upstream.conf"])
def test_nginx_lets_a_connection_go_before_the_server_does(path: str) -> None:
    """Otherwise a message is now and then sent on a connection that was just closed, and lost."""
    kept = re.search(r"keepalive_timeout (\d+)s;", (DEPLOY / path).read_text())
    assert int(kept[1]) < SECONDS_KEPT


def test_nginx_sends_no_message_twice() -> None:
    """Only what does no harm is asked again."""
    assert re.findall(r"proxy_next_upstream ([^;]*);", nginx("proxy.conf")) == ["error timeout"]
    everything = "".join(nginx(path.name) for path in NGINX.glob("*.conf"))
    assert "non_idempotent" not in everything


def test_the_page_of_nginx_names_all_who_help() -> None:
    """The same numbers as every page of the assistant, as links that a telephone rings."""
    page = (NGINX / "html" / "help.html").read_text()
    numbers = [line.phone or line.text_number for line in ALWAYS]
    assert len(numbers) > 3
    assert [number for number in numbers if number not in page] == []
    assert [number for number in numbers if f":{number.replace(' ', '')}" not in page] == []
    assert "<script" not in page
    assert "http" not in page


def test_what_to_do_is_told_for_every_alarm_and_no_other() -> None:
    """Whoever is woken finds the alarm's name in docs/running.md."""
    groups = yaml.safe_load((DEPLOY / "prometheus" / "localoffer.rules.yml").read_text())["groups"]
    alarms = {rule["alert"]: rule["labels"]["severity"] for group in groups for rule in group["rules"]}
    table = (ROOT / "docs" / "running.md").read_text().split("| alarm | when |")[1].split("\n\n")[0]
    told = {
        name: "page" if "page" in row.split("|")[3] else "ticket"
        for row in table.splitlines()[2:]
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert told == alarms
