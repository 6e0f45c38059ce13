import signal
import subprocess
import sys

import pytest


@pytest.mark.parametrize("loaded", ["geodata.language", "numpy", "pyarrow.lib"])
def test_ctrl_c_while_the_program_loads_ends_it_without_a_traceback(loaded: str) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "viewer.cli", "info", "nowhere"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        assert program.stderr is not None
        for line in program.stderr:
            if line.split("|")[-1].strip() == loaded:
                program.send_signal(signal.SIGINT)
                break
        rest = program.stderr.read()
    assert "Traceback" not in rest
    assert program.returncode == 130
