"""A mixed-integer program given to HiGHS, with a first plan, a time limit and a way to stop."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np
from scipy import sparse

from geo.campaign.solution import Mask, Vector

_log = logging.getLogger(__name__)

Status = Literal["optimal", "infeasible", "limit"]


@dataclass(frozen=True, kw_only=True)
class Program:
    """Minimise ``cost · x`` with ``row_lower ≤ rows x ≤ row_upper`` and ``0 ≤ x ≤ upper``."""

    cost: Vector
    upper: Vector
    integer: Mask
    rows: sparse.csr_matrix
    row_lower: Vector
    row_upper: Vector


@dataclass(frozen=True)
class Outcome:
    """``values`` is the best point found (``None``: none); ``bound`` is proven even when time ran out."""

    status: Status
    values: Vector | None
    objective: float
    bound: float


def minimise(
    program: Program,
    *,
    time_limit: float,
    start: Vector | None = None,
    absolute_gap: float = 1e-6,
    on_solution: Callable[[Vector, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Outcome:
    """Solve with HiGHS until the absolute gap, the time limit in seconds or ``stop()``.

    ``on_solution(values, bound)`` is called with each better point. One thread and a fixed seed: the same
    program gives the same answer unless the clock ends the search.
    """
    if not len(program.cost):
        fits = bool((program.row_lower <= 0).all() and (program.row_upper >= 0).all())
        return (
            Outcome("optimal", np.empty(0), 0.0, 0.0) if fits else Outcome("infeasible", None, np.inf, np.inf)
        )
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for option, value in {
        "time_limit": max(float(time_limit), 0.01),
        "mip_rel_gap": 0.0,
        "mip_abs_gap": absolute_gap,
        "random_seed": 0,
        "parallel": "off",
    }.items():
        solver.setOptionValue(option, value)
    solver.passModel(_model(program))
    if start is not None:
        point = highspy.HighsSolution()
        point.col_value = start.tolist()
        solver.setSolution(point)
    if on_solution is not None:
        solver.cbMipImprovingSolution.subscribe(
            lambda event: on_solution(np.array(event.data_out.mip_solution), event.data_out.mip_dual_bound)
        )
    if stop is not None:
        solver.cbMipInterrupt.subscribe(lambda event: event.interrupt() if stop() else None)
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    _log.info("HiGHS: %s, objective %s, bound %s", status, info.objective_function_value, info.mip_dual_bound)
    kinds = highspy.HighsModelStatus
    if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        return Outcome("infeasible", None, np.inf, np.inf)
    whole = bool(program.integer.any())
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if feasible else None
    objective = float(info.objective_function_value) if feasible else np.inf
    optimal = status == kinds.kOptimal
    proven = objective if optimal else -np.inf
    bound = float(info.mip_dual_bound) if whole else proven
    return Outcome("optimal" if optimal else "limit", values, objective, bound)


def _model(program: Program) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = program.rows.shape
    model.col_cost_ = program.cost
    model.col_lower_ = np.zeros(len(program.cost))
    model.col_upper_ = program.upper
    model.row_lower_ = program.row_lower
    model.row_upper_ = program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = program.rows.indptr
    model.a_matrix_.index_ = program.rows.indices
    model.a_matrix_.value_ = program.rows.data.astype(float)
    if program.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(flag)] for flag in program.integer]
    return model
