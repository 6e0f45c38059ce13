import fcntl
import signal
import subprocess
import sys

import pytest

PAGE_BYTES = 4096


@pytest.mark.parametrize("loaded", ["geodata.language", "numpy", "pyarrow.lib"])
def test_ctrl_c_while_the_program_loads_ends_it_without_a_traceback(loaded: str) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "viewer.cli", "info", "nowhere"]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        # Who runs tests in the background may have told their programs to hear no such signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as program:
        assert program.stderr is not None
        fcntl.fcntl(program.stderr, fcntl.F_SETPIPE_SZ, PAGE_BYTES)  # so that it cannot have ended before it is told
        for line in program.stderr:
            if line.split("|")[-1].strip() == loaded:
                program.send_signal(signal.SIGINT)
                break
        rest = program.stderr.read()
    assert "Traceback" not in rest
    assert program.returncode == 130
