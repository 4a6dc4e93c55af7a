"""A real server holds nothing that only training needs, and so fits beside other things on a small machine."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from browser import Chat
    from running import Server

pytestmark = [
    pytest.mark.model,
    pytest.mark.server,
    pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="Linux alone tells what a process holds"),
]

KEPT_OUT = ("tensorflow", "sklearn", "matplotlib", "h5py", "jaxlib", "pandas")
HELD = ("spacy", "onnxruntime", "numpy")
MOST = 450  # MiB, as docs/running.md counts with; 414 were measured. With TensorFlow it was twice as much


def libraries_of(process: int) -> set[str]:
    """The Python packages whose compiled parts a process has loaded."""
    lines = Path(f"/proc/{process}/maps").read_text().splitlines()
    return {line.split("/site-packages/")[1].split("/")[0] for line in lines if "/site-packages/" in line}


def resident(process: int) -> float:
    """Resident memory in MiB."""
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


def test_a_server_that_has_answered_holds_no_library_of_training(server: Server, chat: Chat) -> None:
    """After a question and after danger, with entities found and both judged."""
    chat.ask("i am 19, do i have to pay council tax in Rotherham")
    chat.ask("i want to kill myself")
    found = libraries_of(server.process)
    assert found & set(KEPT_OUT) == set()
    assert set(HELD) <= found


def test_a_server_that_has_answered_is_small(server: Server, chat: Chat) -> None:
    """Its resident memory stays under the limit, whatever other tests have asked it before. What is free goes back twice a minute."""
    chat.ask("do i have to pay council tax")
    gives_back = time.monotonic() + 40
    while resident(server.process) >= MOST and time.monotonic() < gives_back:
        time.sleep(1)
    assert resident(server.process) < MOST


def test_what_only_the_judge_sees_is_answered_by_a_server(chat: Chat) -> None:
    """No rule sees it: the trained judge works in the process that serves, with all that is kept out of it, and says so."""
    said = "mum's fella keeps coming in my room at night"
    assert chat.answers(said)[0]["urgency"] == "urgent"
    for harmless in ("can i get a bus pass", "what does a PA do"):
        assert chat.answers(harmless)[0].get("urgency") != "urgent"
    assert chat.http.get("/health").json()["danger"] == "ok"
    assert "danger check runs on rules alone" not in chat.server.log.read_text()
