"""What a message of training is labelled: a kind of danger for the writer's own of now, or a beginning before the kind."""

from __future__ import annotations

NONE = "none"
PAST, OTHER, WEAK = "past/", "other/", "weak/"  # over; somebody else's; a weak sign


def is_now(label: str) -> bool:
    """Whether a label is danger of now, of oneself or somebody else."""
    return label != NONE and not label.startswith((PAST, WEAK))


def kind_of(label: str) -> str:
    """The kind of danger of a label for danger of now."""
    return label.removeprefix(OTHER)
