"""What is handed over, kept and erased."""
