"""What every store stands on: the database and its steps, sealing, keyed look-ups, what is held about a person."""
