# /// script
# requires-python = ">=3.11"
# dependencies = ["torch==2.13.0", "transformers==5.24.0", "tokenizers==0.23.3", "numpy==2.4.6", "setuptools"]
# ///
"""Tunes the sentence embedding for the danger check: `make tune` (about half an hour on two cores; no graphics card).

Reads the lessons that `python -m bot.safeguarding.judge_training LESSONS` wrote, and keeps what is learnt on top of the
embedding's weights: for each product two narrow tables (low-rank adaptation, Hu et al. 2021), and a head that tells
the labels apart. Runs in an environment of its own: `uv run tools/tune_danger.py LESSONS WEIGHTS TARGET`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Sequence, Tuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

RANK, SCALE = 16, 2.0  # of the narrow tables
EPOCHS, BATCH, RATE, HEAD_RATE, WARM_UP = 3, 32, 1e-3, 3e-3, 200
SMOOTHING = 0.02  # of the labels: a few are wrong
SHARPNESS = 16.0  # the head sees vectors of this length
JOINED = 0.6  # joined messages for each of the lessons: danger beside ordinary talk, and ordinary talk alone
OF_DANGER = 0.55  # of the joined ones
MOST_TOKENS = 128
LONGEST, SHORTEST = 25, 3  # words of a message that is joined with others; of one that others are joined with
TOLD_EVERY = 100  # steps
JOINERS = (
    " and ",
    " ",
    ", ",
    " - ",
    " because ",
    " but ",
    ". ",
    " so ",
    " also ",
    " by the way ",
    "... ",
    "\n",
)
PRODUCTS = ("query", "key", "value", "dense")

Lesson = Tuple[str, str]
Rows = List[List[int]]


class Adapted(nn.Module):
    """A product of the network that stays as it is, and two narrow tables beside it that learn."""

    def __init__(self, product: nn.Linear) -> None:
        super().__init__()
        self.product = product
        self.down = nn.Parameter(torch.randn(RANK, product.in_features) / math.sqrt(product.in_features))
        self.up = nn.Parameter(torch.zeros(product.out_features, RANK))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Both products, added."""
        return self.product(rows) + (rows @ self.down.T) @ self.up.T * SCALE


class Tuned(nn.Module):
    """The embedding with its narrow tables, and the head."""

    def __init__(self, weights: Path, labels: int) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(weights, attn_implementation="sdpa")
        self.bert.requires_grad_(False)
        self.adapted = {
            name: Adapted(module) for name, module in self.bert.named_modules() if _learns(name, module)
        }
        for name, module in self.adapted.items():
            parent, _, last = name.rpartition(".")
            setattr(self.bert.get_submodule(parent), last, module)
        self.head = nn.Linear(self.bert.config.hidden_size, labels)

    def forward(self, rows: Rows) -> torch.Tensor:
        """What speaks for each label, before it is made a chance: a row for each text's tokens."""
        ids, mask = _padded(rows)
        last = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return self.head(nn.functional.normalize((last * mask[..., None]).sum(1), dim=-1) * SHARPNESS)

    def tables(self) -> Dict[str, Any]:
        """What was learnt, as `bot.language.embedding.adapter` and `bot.safeguarding.meaning` read it."""
        found = {}
        for name, module in self.adapted.items():
            found[f"{name}.weight.down"] = module.down.detach().numpy().astype(np.float16)
            found[f"{name}.weight.up"] = (module.up.detach().numpy() * SCALE).astype(np.float16)
        head = self.head.weight.detach().numpy() * SHARPNESS
        return {
            **found,
            "head": head.astype(np.float32),
            "base": self.head.bias.detach().numpy().astype(np.float32),
        }


def _learns(name: str, module: nn.Module) -> bool:
    return (
        isinstance(module, nn.Linear) and name.startswith("encoder.") and name.rpartition(".")[2] in PRODUCTS
    )


def _padded(rows: Rows) -> Tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, rows))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    return ids, torch.tensor([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in rows])


class Teacher:
    """Lessons in a new order each epoch, with new joined messages."""

    def __init__(self, told: Sequence[Lesson], days: Sequence[str], tokenizer: Tokenizer) -> None:
        self._dice, self._tokenizer = random.Random(0), tokenizer  # noqa: S311 - the same lessons in every run
        self._lessons = [(text, label) for text, label in told if text.strip()]
        self.labels = sorted({label for _, label in told})
        self._danger = [one for one in self._lessons if one[1] != "none" and len(one[0].split()) <= LONGEST]
        self._calm = [one for one in self._lessons if one[1] == "none" and len(one[0].split()) <= LONGEST]
        self._days = [text for text in days if len(text.split()) >= SHORTEST]

    def epoch(self) -> Iterator[Tuple[Rows, torch.Tensor]]:
        """Batches of texts of like length, and the numbers of their labels."""
        lessons = [*self._lessons, *(self._joined() for _ in range(int(len(self._lessons) * JOINED)))]
        self._dice.shuffle(lessons)
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch([text for text, _ in lessons])]
        for some in self._batches(rows):
            yield (
                [rows[index] for index in some],
                torch.tensor([self.labels.index(lessons[index][1]) for index in some]),
            )

    def steps(self) -> int:
        """How many batches an epoch has, about."""
        return math.ceil(len(self._lessons) * (1 + JOINED) / BATCH)

    def _batches(self, rows: Rows) -> Iterator[List[int]]:
        for start in range(0, len(rows), 64 * BATCH):
            by_length = sorted(
                range(start, min(start + 64 * BATCH, len(rows))), key=lambda index: len(rows[index])
            )
            batches = [by_length[at : at + BATCH] for at in range(0, len(by_length), BATCH)]
            self._dice.shuffle(batches)
            yield from batches

    def _joined(self) -> Lesson:
        """A message among one to four ordinary ones, somewhere."""
        text, label = self._dice.choice(self._danger if self._dice.random() < OF_DANGER else self._calm)
        parts = [self._dice.choice(self._days) for _ in range(self._dice.choice((1, 1, 1, 2, 2, 3, 4)))]
        parts.insert(self._dice.randrange(len(parts) + 1), text)
        return self._dice.choice(JOINERS).join(parts), label


def tune(teacher: Teacher, weights: Path) -> Tuned:
    """Learn; prints how it goes."""
    torch.manual_seed(0)
    tuned = Tuned(weights, len(teacher.labels))
    narrow = [table for module in tuned.adapted.values() for table in (module.down, module.up)]
    optimiser = torch.optim.AdamW(
        [{"params": narrow, "lr": RATE}, {"params": tuned.head.parameters(), "lr": HEAD_RATE}]
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: _pace(step, EPOCHS * teacher.steps())
    )
    step, loss_so_far, started = 0, 0.0, time.monotonic()
    for epoch in range(EPOCHS):
        tuned.train(epoch > 0)  # the first round without dropout: it has less to unlearn
        for rows, labels in teacher.epoch():
            loss = nn.functional.cross_entropy(tuned(rows), labels, label_smoothing=SMOOTHING)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(narrow, 1.0)
            optimiser.step()
            schedule.step()
            step, loss_so_far = step + 1, 0.98 * loss_so_far + 0.02 * loss.item()
            if step % TOLD_EVERY == 0:
                print(
                    f"step {step} of {EPOCHS * teacher.steps()}: loss {loss_so_far:.3f}, {time.monotonic() - started:.0f} s",
                    flush=True,
                )
    return tuned


def _pace(step: int, steps: int) -> float:
    """Slowly up, then down along a cosine."""
    return min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))


def main() -> None:
    """Tune and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lessons", "weights", "target"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    lessons = json.loads(given.lessons.read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(given.weights / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    teacher = Teacher([tuple(one) for one in lessons["told"]], lessons["days"], tokenizer)
    tuned = tune(teacher, given.weights)
    np.savez_compressed(given.target, labels=np.array(teacher.labels), **tuned.tables())


if __name__ == "__main__":
    main()
