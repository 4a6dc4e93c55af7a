"""Programs of third parties that stand in for the providers of text messages, and for Teams."""
