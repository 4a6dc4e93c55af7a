"""Reading YAML with libyaml where PyYAML was built with it, which takes an eighth of the time; content is hundreds of files."""

from __future__ import annotations

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # slower, and the same
    from yaml import SafeLoader as _Loader  # type: ignore[assignment] # either of the two


def read_yaml(text: str) -> Any:
    """What the text says, as `yaml.safe_load` has it. Raises yaml.YAMLError; ValueError for a day that is none."""
    return yaml.load(text, Loader=_Loader)
