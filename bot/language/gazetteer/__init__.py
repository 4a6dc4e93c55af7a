"""Which places a text names, and as what: every council of England by its everyday names, districts and towns."""
