"""Who is told what, and what follows from a try to tell them: pure functions of facts and time."""
