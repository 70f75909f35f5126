"""What metrics counts and how its figures are made: pure functions of facts and periods."""
