"""Functions that fail at one of their steps, found in their source: a new step is tried out without being listed."""

import ast
from collections.abc import Callable, Iterator
import importlib
import inspect
import pkgutil
import textwrap
from types import FunctionType, ModuleType
from typing import Any, Final, override

from custom_components import argus

PROBE: Final = "__fail_here__"


class BrokenError(Exception):
    """What a step fails with: none that anybody expects."""


class _FailAfter(ast.NodeTransformer):
    """Puts a call after one of the statements, counted in the order of the source."""

    def __init__(self, step: int) -> None:
        """Fail after a statement; none if it is negative."""
        self.step = step
        self.count = 0

    @override
    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.Module):
            return node
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if isinstance(statements, list):
                setattr(node, field, list(self._watched(statements)))
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        # Only the function itself: what it defines is called by others, later.
        return self.generic_visit(node) if node.col_offset == 0 else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self.generic_visit(node) if node.col_offset == 0 else node

    def _watched(self, statements: list[ast.stmt]) -> Iterator[ast.stmt]:
        for statement in statements:
            yield statement
            if isinstance(statement, ast.Return | ast.Raise | ast.Continue | ast.Break):
                continue
            if isinstance(statement, ast.Expr) and isinstance(
                statement.value, ast.Constant
            ):
                continue  # the docstring
            if self.count == self.step:
                yield ast.copy_location(
                    ast.Expr(ast.Call(ast.Name(PROBE, ast.Load()), [], [])), statement
                )
            self.count += 1


def _parsed(function: FunctionType) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def steps(function: FunctionType) -> range:
    """Return the numbers of a function's statements."""
    count = _FailAfter(-1)
    count.visit(_parsed(function))
    return range(count.count)


def failing(
    function: FunctionType, step: int, error: type[BaseException], reached: list[int]
) -> Callable[..., Any]:
    """Return a function that fails after one of its statements, and notes down that it did."""

    def fail() -> None:
        reached.append(step)
        raise error(f"{function.__qualname__}, step {step}")

    tree = ast.fix_missing_locations(_FailAfter(step).visit(_parsed(function)))
    scope = {**function.__globals__, PROBE: fail}
    exec(compile(tree, inspect.getfile(function), "exec"), scope)  # noqa: S102
    made: Callable[..., Any] = scope[function.__name__]
    return made


def modules() -> Iterator[ModuleType]:
    """Yield the modules of Argus."""
    for found in pkgutil.walk_packages(argus.__path__, f"{argus.__name__}."):
        if ".vision" not in found.name and not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def methods(*names: str) -> Iterator[tuple[type, str]]:
    """Yield the classes of Argus that have a method of one of some names of their own."""
    for module in modules():
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__:
                yield from ((kind, name) for name in names if name in vars(kind))
