"""The way from the network to the application: HTTP read strictly, and no connection kept for longer than it is used."""
