"""What staff do by message: the form that asks, the deed behind its confirmation, and taking it back."""
