"""The providers' stand-ins are pinned, named with their licences, and there in continuous integration."""

from __future__ import annotations

import json

from stand_ins.notify_prism import SPECIFICATION
from stand_ins.stand_in import FOLDER, HERE

ROOT = FOLDER.parent


def test_their_lock_pins_each_and_names_no_host() -> None:
    """Whoever installs them asks the registry that their own npm asks."""
    packages = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: one for name, one in packages.items() if name}
    assert len(installed) > 100
    assert [name for name, one in installed.items() if "resolved" in one or "integrity" not in one] == []
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert {name: installed[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_notify_s_own_description_is_here_with_its_licence() -> None:
    """So that no test of it is ever skipped: whole, whatever it refers to."""
    folder = SPECIFICATION.parent
    assert "MIT License" in (folder / "LICENCE").read_text(encoding="utf-8")
    referred = {
        part["$ref"].removeprefix("./") for part in json.loads(SPECIFICATION.read_text())["paths"].values()
    }
    assert referred
    assert {name for name in referred if not (folder / name).exists()} == set()


def test_continuous_integration_installs_them() -> None:
    """Where they are missing a test fails there, and is skipped elsewhere."""
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert run.index("export CI=true") < run.index("sh tools/install-stand-ins") < run.index("make test")
