"""Scenarios: invented complaints whose sums are those of a publication, played over HTTP."""

from deploy.scenarios.playing import play

__all__ = ["play"]
