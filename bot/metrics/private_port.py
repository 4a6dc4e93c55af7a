"""The figures on a port of their own, which is nobody's but the one who watches over the server."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator

from prometheus_client import CollectorRegistry, start_http_server


@contextmanager
def served(registry: CollectorRegistry, host: str, port: int) -> Iterator[None]:
    """Within, /metrics answers there, in a thread of its own. Raises RuntimeError that names the settings if nobody can listen there."""
    try:
        server, thread = start_http_server(port, host, registry)
    except OSError as error:
        raise RuntimeError(
            f"nobody can listen at LOCALOFFER_METRICS_HOST {host} and port {port} "
            f"(LOCALOFFER_METRICS_PORT and the worker's index): {error.strerror}"
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
