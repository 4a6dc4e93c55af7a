"""English as young people write it: chat-speak, misspelling, and what a sentence means as numbers. Knows no Rasa."""
