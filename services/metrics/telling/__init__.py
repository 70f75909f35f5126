"""Who is told what: the public no small number, and nothing from which one follows."""
