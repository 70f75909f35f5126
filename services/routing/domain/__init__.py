"""What routing decides: pure functions of facts and time."""
