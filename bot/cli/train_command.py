"""`localoffer train`: the model for the current data."""

from __future__ import annotations

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("train", help="train the model for the current data")
@pass_here
def train(here: Here) -> None:
    """Train the model, whether there is one or not."""
    from bot.dialogue.trained_models import train as train_now

    print("Training the model on data/nlu ...", flush=True)
    print(f"Trained: {train_now(here.settings)}", flush=True)
