"""Measures the product beside a floor, in one run and interleaved, so that every figure is a ratio."""
