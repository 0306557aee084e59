"""A service stops when it is told to, whenever that comes."""

import signal
import subprocess
import sys

import pytest

# Tells itself to stop at a moment between having begun and listening, or while it puts things away.
SERVICE = """
import gc, signal, sys
from contextlib import asynccontextmanager
from serment_kernel.serving import serve_on
from serment_kernel.workers import listen

def tell():
    signal.raise_signal(getattr(signal, sys.argv[1]))

async def app(scope, receive, send):
    pass

@asynccontextmanager
async def running():
    yield app
    tell()
    print("put away")

gc.collect = tell
with listen("127.0.0.1", 0) as listening:
    serve_on(listening, running)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_is_told_before_it_listens_and_while_it_ends(number: signal.Signals) -> None:
    command = [sys.executable, "-W", "error", "-c", SERVICE, number.name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (0, "put away\n"), done.stderr
