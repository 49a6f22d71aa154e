"""A few hundred mutated files through the whole import; ``bench/fuzz.py`` does ten thousand."""

import subprocess
import sys

from geo.paths import ship


def test_mutated_files_never_break_the_import() -> None:
    # A process of its own: the memory it may take is its own, not that of the tests before it.
    command = [sys.executable, str(ship() / "bench" / "fuzz.py"), "--files", "150", "--seed", "7"]
    done = subprocess.run(command, cwd=ship(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failures in 150 mutated files" in done.stdout
