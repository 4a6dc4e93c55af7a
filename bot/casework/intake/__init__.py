"""Taking in a case system's exports: CSV files of people, plans and contacts."""
