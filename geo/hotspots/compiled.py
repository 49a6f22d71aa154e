"""Compiling with numba where the compiled code may or may not be kept on disk."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile ``function`` without the interpreter lock, keeping the result on disk where that is possible.

    Division is NumPy's (no check for zero), which lets loops be vectorised.

    numba raises ``RuntimeError`` when neither its own folder nor the user's cache folder can be written: then
    the function is compiled anew in every process.
    """
    try:
        return cast(Function, numba.njit(nogil=True, error_model="numpy", cache=True)(function))
    except RuntimeError:
        return cast(Function, numba.njit(nogil=True, error_model="numpy")(function))
