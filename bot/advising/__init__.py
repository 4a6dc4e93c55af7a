"""What members of staff ask and do by message: understood, decided, answered with cards. Knows no channel and no Rasa."""
