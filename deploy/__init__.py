"""Starts, prepares and watches the whole stack: the command line `narahubung`."""
