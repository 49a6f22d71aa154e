"""A few hundred mutated files through the whole import; ``bench/fuzz.py`` does ten thousand."""

import importlib.util
from pathlib import Path


def test_mutated_files_never_break_the_import() -> None:
    path = Path(__file__).parents[2] / "bench" / "fuzz.py"
    spec = importlib.util.spec_from_file_location("bench_fuzz", path)
    assert spec is not None and spec.loader is not None
    fuzz = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fuzz)
    result = fuzz.run(150, 7, show=False)
    assert result["failures"] == []
    assert sum(result["outcomes"].values()) == 150
