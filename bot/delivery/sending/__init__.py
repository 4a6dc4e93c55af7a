"""What carries words out: text messages, email."""
