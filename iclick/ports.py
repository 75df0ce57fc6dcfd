"""TCP ports of this machine: whether one is free, and which one is."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"


def is_free(host: str, port: int) -> bool:
    """Whether one may listen on ``port`` of ``host``."""
    return _bound(host, port) is not None


def free_port(preferred: int = 0) -> int:
    """``preferred`` if nothing listens there, else (or for 0) one that the system chooses."""
    chosen = _bound(LOOPBACK, preferred) or _bound(LOOPBACK, 0)
    if chosen is None:
        raise RuntimeError("this machine has no free port")
    return chosen


def _bound(host: str, port: int) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return None
        chosen: int = probe.getsockname()[1]
        return chosen
