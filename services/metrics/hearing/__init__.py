"""What metrics hears, a module for each noun that events tell of."""
