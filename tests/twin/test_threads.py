"""Memory that threads share."""

import subprocess
import sys

import pytest

ARENAS_OF_THREADS = """
import ctypes, sys, threading
from twin.threads import share_freed_memory
if sys.argv[1] == "shared":
    share_freed_memory()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fdopen.restype = ctypes.c_void_p
meet = threading.Barrier(6)
def take():
    libc.malloc(ctypes.c_size_t(1000))
    meet.wait()
threads = [threading.Thread(target=take) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the GNU C library")
def test_all_threads_take_memory_from_two_places() -> None:
    assert _places("shared") == 2
    assert _places("each its own") > 2


def _places(how: str) -> int:
    run = subprocess.run([sys.executable, "-c", ARENAS_OF_THREADS, how], capture_output=True, text=True, check=True)
    return run.stdout.count("<heap nr=")
