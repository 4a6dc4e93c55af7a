"""What members of staff do with what we tell them first: calls, alerts, and which of these messages they want."""
