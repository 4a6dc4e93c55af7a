"""Rasa is imported once here, its and TensorFlow's notes about themselves left aside."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import rasa.core.agent  # noqa: F401 - for the side effect
    import spacy  # noqa: F401 - likewise
