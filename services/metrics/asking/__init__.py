"""How figures are asked of the sums and of the registry."""
