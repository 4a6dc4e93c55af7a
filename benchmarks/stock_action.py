"""The custom action that the stock project gets: `benchmarks.stock` adds this text to its actions.py."""

import sqlite3
from contextlib import closing
from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ActionLookUp(Action):
    """Answers from a row of SQLite."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_look_up"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[Dict[str, Any]]:
        """Say what the database has for the intent."""
        with closing(sqlite3.connect("answers.db")) as database:
            query = "SELECT answer FROM answers WHERE intent = ?"
            row = database.execute(query, (tracker.get_intent_of_latest_message(),)).fetchone()
        dispatcher.utter_message(text=row[0])
        return []
