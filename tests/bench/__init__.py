"""Measures the product beside a floor in one run, so that every figure is a ratio."""
