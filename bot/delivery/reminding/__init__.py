"""Texts that we send first, to young people who agreed to it: what is due, when it may leave, and the message behind it."""
