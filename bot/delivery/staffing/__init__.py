"""Messages of staff on their way, and what staff are told first."""
