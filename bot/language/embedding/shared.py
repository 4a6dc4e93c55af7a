"""The sentence embeddings of this process: that of the topics, and the danger check's, which has something learnt on top."""

from __future__ import annotations

import functools
import logging
import subprocess
from pathlib import Path
from typing import Optional

from bot.language.embedding.encoder import Encoder
from bot.language.embedding.weights import KNOWN_SHA256, WeightsError, find_weights

logger = logging.getLogger(__name__)


@functools.lru_cache(maxsize=4)
def open_encoder(
    graphs: Path, folder: Optional[Path] = None, sha256: str = KNOWN_SHA256, adapter: Optional[Path] = None
) -> Optional[Encoder]:
    """The encoder, opened at the first call; None, and a clear line in the log, if there are no weights to trust.

    `graphs` keeps the built graph, `folder` holds the weights if not the package, `adapter` is what was learnt on top.
    """
    try:
        return Encoder(find_weights(folder, sha256), graphs, adapter)
    except (WeightsError, ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        logger.warning("Understanding runs on letters alone, so it makes more mistakes: %s", error)
        return None
