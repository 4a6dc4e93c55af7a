"""Rasa as we drive it: actions in its process, our answers out of it."""
