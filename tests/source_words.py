"""What the source of Argus calls, and the words that it gives to that."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from custom_components.argus.const import DOMAIN

PACKAGE = Path(__file__).parent.parent / "custom_components" / DOMAIN


def source_trees() -> Iterator[tuple[str, ast.Module]]:
    """Yield the files of the integration that say words to people, with their source; eyes say none."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "vision" not in path.parts:
            yield path.name, ast.parse(path.read_text(encoding="utf-8"))


@cache
def named_words() -> dict[str, str]:
    """Return the words that the package gives a name."""
    found: dict[str, str] = {}
    for _, tree in source_trees():
        for node in tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(
                node.value, ast.Constant
            ):
                target = (
                    node.targets[0] if isinstance(node, ast.Assign) else node.target
                )
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    found[target.id] = node.value.value
    return found


def all_calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Return where something is called, what, and the call."""
    for file, tree in source_trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                function = node.func
                called = (
                    function.attr
                    if isinstance(function, ast.Attribute)
                    else getattr(function, "id", "")
                )
                yield f"{file}:{node.lineno}", called, node


def calls_of(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of a function: where, and the call."""
    return ((where, call) for where, called, call in all_calls() if called == name)


def word_of(node: ast.expr | None) -> str | None:
    """Return the word that an expression is, if it is one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return named_words().get(node.id)
    return None


@cache
def tables_of_words() -> dict[str, set[str]]:
    """Return the words of each table of words that the package gives a name."""
    return {
        node.target.id: {str(word_of(value)) for value in node.value.values}
        for _, tree in source_trees()
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Dict)
    }


def words_of(node: ast.expr | None) -> set[str]:
    """Return the words that an expression may be: one, or any of a table."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return tables_of_words()[node.value.id]
    word = word_of(node)
    return set() if word is None else {word}


def keyword_of(call: ast.Call, name: str) -> ast.expr | None:
    """Return what a call gives by a keyword."""
    return next((k.value for k in call.keywords if k.arg == name), None)
