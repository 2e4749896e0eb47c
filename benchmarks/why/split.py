"""Which half of the scenarios the weights were chosen on: fixed by a hash of the name, before any weight was tried."""

import hashlib

CHOSEN_ON, HELD_OUT = "chosen on", "held out"


def half(name: str) -> str:
    return HELD_OUT if hashlib.sha256(f"drift why: {name}".encode()).digest()[0] % 2 else CHOSEN_ON
