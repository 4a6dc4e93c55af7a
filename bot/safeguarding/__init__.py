"""Notices danger before anything else. Imports no Rasa, opens no file, needs no database."""
