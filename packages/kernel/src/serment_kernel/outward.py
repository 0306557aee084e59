"""How a server asks another one: no proxy of the environment, no redirect, and the certificates read once."""

import ssl
from functools import cache

import httpx


def client(timeout: float | httpx.Timeout = 20.0, base_url: str = "") -> httpx.AsyncClient:
    """An HTTP client to be closed by whoever asked for it; `timeout` in seconds."""
    return httpx.AsyncClient(
        base_url=base_url, timeout=timeout, verify=_trusted(), trust_env=False, follow_redirects=False
    )


@cache
def _trusted() -> ssl.SSLContext:
    # Reading them takes 30 ms, in which a server would answer nobody.
    return httpx.create_ssl_context(trust_env=False)
