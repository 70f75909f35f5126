"""Lets the complaints of another system's export travel the whole way, with their own times."""
