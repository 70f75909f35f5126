"""What a statistic answers: the shapes of its figures, each with what it is made of."""
