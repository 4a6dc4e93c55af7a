"""What a council reports: the yearly return and the indicators."""
