"""A page that shows which topics are mistaken for which: a picture, and every sentence."""

from __future__ import annotations

import base64
import html
import io
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List

_MOST_PAIRS = 40
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>What is mistaken for what</title>
<style>body{{font:16px/1.5 system-ui;margin:2rem;max-width:70rem}}td,th{{text-align:left;padding:.2rem .8rem;border-bottom:1px solid #ccc}}
img{{max-width:100%}}</style>
<h1>What is mistaken for what</h1>
<p>{count} sentences had another topic first. Their own topic came second for {second} of them.</p>
<img alt="How often each pair of topics is confused" src="data:image/png;base64,{picture}">
<table><tr><th>Meant</th><th>Taken for</th><th>Second</th><th>Sentence</th></tr>{rows}</table></html>
"""


def write_report(wrong: List[Dict[str, Any]], target: Path) -> Path:
    """Write the page. `wrong` holds text, topic and what was found (topic, second)."""
    ordered = sorted(wrong, key=lambda one: (one["topic"], one["found"]["topic"]))
    second = sum(one["found"]["second"] == one["topic"] for one in wrong)
    page = _PAGE.format(
        count=len(wrong), second=second, picture=_picture(wrong), rows="".join(map(_row, ordered))
    )
    target.write_text(page, encoding="utf-8")
    return target


def _row(one: Dict[str, Any]) -> str:
    cells = (one["topic"], one["found"]["topic"], one["found"]["second"], one["text"])
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"


def _picture(wrong: List[Dict[str, Any]]) -> str:
    """The commonest pairs as bars, in PNG, as text."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    pairs = Counter((one["topic"], one["found"]["topic"]) for one in wrong).most_common(_MOST_PAIRS)
    figure, axes = plt.subplots(figsize=(10, 1 + 0.25 * len(pairs)))
    axes.barh(
        [f"{meant} \u2192 {found}" for (meant, found), _ in reversed(pairs)],
        [times for _, times in reversed(pairs)],
    )
    axes.set_xlabel("sentences")
    figure.tight_layout()
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=90)
    plt.close(figure)
    return base64.b64encode(drawn.getvalue()).decode()
