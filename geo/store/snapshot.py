"""One published state, read at one moment."""

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Data version, observations and sources of one and the same published state.

    Two snapshots are equal only when they are the same object, so that what is derived from one can be kept
    by it. The tables are shared between callers: do not write into them.
    """

    version: str
    observations: pd.DataFrame = field(repr=False)
    sources: pd.DataFrame = field(repr=False)
