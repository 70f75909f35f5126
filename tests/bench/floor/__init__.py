"""Prototype B: the four steps with nothing but the batching, as the yardstick for the product."""
