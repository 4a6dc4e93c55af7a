"""Text messages: what somebody texts, and how an answer leaves as texts."""
