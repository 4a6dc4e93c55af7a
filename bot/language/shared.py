"""The one sentence embedding of this process: the topics and the danger check look through the same eyes."""

from __future__ import annotations

import functools
import logging
from pathlib import Path
from typing import Optional

from bot.language.encoder import Encoder
from bot.language.weights import KNOWN_SHA256, WeightsError, find_weights

logger = logging.getLogger(__name__)


@functools.lru_cache(maxsize=4)
def open_encoder(graphs: Path, folder: Optional[Path] = None, sha256: str = KNOWN_SHA256) -> Optional[Encoder]:
    """The encoder, opened at the first call; None, and a clear line in the log, if there are no weights to trust.

    `graphs` keeps the built graph, `folder` holds the weights if not the package.
    """
    try:
        return Encoder(find_weights(folder, sha256), graphs)
    except (WeightsError, ImportError, OSError, RuntimeError) as error:
        logger.warning("Understanding runs on letters alone, so it makes more mistakes: %s", error)
        return None
