"""matplotlib is imported once here, its notes about other packages left aside: half imported it would break what comes after."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import matplotlib.pyplot  # noqa: ICN001, F401 - for the side effect
