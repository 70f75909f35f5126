"""Keys that tokens and links are signed with."""

SHORTEST_KEY = 32


def long_enough(key: str, file: str) -> str:
    """An empty key file, or one that was cut off, must not open every door."""
    if len(key) < SHORTEST_KEY:
        raise RuntimeError(f"{file} holds no key")
    return key
