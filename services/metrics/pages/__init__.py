"""The dashboard, and where staff sign in."""
