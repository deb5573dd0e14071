"""The changes that make mutants: what may stand in the place of one expression, or of one statement."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.MatMult)
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)  # operands that can't change places
ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPPOSITES = {ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
AXES = (0, 1, -1, None)
BUFFERS = ("zeros", "empty")  # made as float64 where nothing else is said, and filled later
# Changes that no input could tell, so that their mutants would only fill the records:
COMMUTATIVE = ("max", "min", "maximum", "minimum", "fmax", "fmin", "logical_and", "logical_or", "isinstance")
SIGNLESS = (
    *("abs", "absolute", "fabs", "square", "cos", "cosh", "zeros_like", "ones_like", "empty_like"),
    *("len", "shape", "size", "ndim", "reshape", "isinstance"),
)
PLACED = (ast.Call, ast.Tuple, ast.List, ast.Slice, ast.Subscript)
PAIRS = (
    *(("max", "min"), ("maximum", "minimum"), ("fmax", "fmin"), ("argmax", "argmin"), ("sum", "mean"), ("sum", "prod")),
    *(("cumsum", "cumprod"), ("std", "var"), ("any", "all"), ("ceil", "floor"), ("exp", "expm1"), ("log", "log1p")),
    *(("sin", "cos"), ("sinh", "cosh"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("hstack", "vstack")),
    *(("logical_and", "logical_or"), ("greater", "less"), ("tril", "triu"), ("append", "extend")),
)
DTYPES = {
    "float64": ("float32", "int64"),
    "float32": ("float64",),
    "int64": ("float64",),
    "int32": ("float64",),
    "int": ("float",),
    "float": ("int",),
}


@dataclass(frozen=True)
class Where:
    """Where an expression hangs in the tree."""

    parent: ast.AST
    field: str


@dataclass(frozen=True)
class Names:
    """What a module says elsewhere: imported names, texts that steer, and the neighbours of names bound together."""

    imported: frozenset[str]
    texts: tuple[str, ...]
    neighbours: Mapping[str, frozenset[str]]


Rule = Callable[[ast.expr, Where, Names], Iterator[ast.expr]]


def number(value: float) -> ast.expr:
    """Return the expression of a number."""
    # A negative constant would be unparsed without the parentheses that ** needs.
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)


def called(node: ast.AST) -> str:
    """Return the last part of the name of the function that a node calls; empty where it isn't a call of a name."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def operators(node: ast.expr, _where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield the operation with every other operator, with its operands swapped, and each operand alone."""
    if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.BitOr | ast.BitAnd):
        return
    yield from (ast.BinOp(node.left, op(), node.right) for op in ARITHMETIC if not isinstance(node.op, op))
    if isinstance(node.op, ORDERED):
        yield ast.BinOp(node.right, node.op, node.left)
    yield node.left
    yield node.right


def signs(node: ast.expr, where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield the expression without its sign, or with one.

    A sign is added where it isn't another way to write one further out: not to factors, not to the right of + and −.
    """
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield node.operand
    if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.BinOp | ast.IfExp):
        return
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return
    if called(node) in BUFFERS or (isinstance(where.parent, ast.Call) and called(where.parent) in SIGNLESS):
        return
    parent = where.parent
    summand = where.field == "left" and isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add | ast.Sub)
    whole = (
        (where.field == "value" and isinstance(parent, ast.Return | ast.Assign | ast.AugAssign))
        or (where.field == "args" and isinstance(parent, ast.Call))
        or (where.field == "values" and isinstance(parent, ast.Dict))
        or (where.field == "elts" and isinstance(parent, ast.Tuple | ast.List))
    )
    if summand or whole:
        yield ast.UnaryOp(ast.USub(), node)


def comparisons(node: ast.expr, _where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield the comparison with every other operator."""
    if not isinstance(node, ast.Compare):
        return
    for i, op in enumerate(node.ops):
        others: list[type[ast.cmpop]] = [o for o in ORDERS if isinstance(op, ORDERS) and not isinstance(op, o)]
        others += [OPPOSITES[type(op)]] if type(op) in OPPOSITES else []
        for other in others:
            yield ast.Compare(node.left, [*node.ops[:i], other(), *node.ops[i + 1 :]], node.comparators)


def conditions(node: ast.expr, where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield a condition negated; `and` for `or`, without each of its parts; either branch of a conditional."""
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        for i in range(len(node.values)):
            rest = node.values[:i] + node.values[i + 1 :]
            yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    if where.field in ("test", "ifs"):
        yield ast.UnaryOp(ast.Not(), node)


def constants(node: ast.expr, where: Where, names: Names) -> Iterator[ast.expr]:
    """Yield other numbers and other texts; a parameter's default also as one that nothing can be done with."""
    if where.field in ("defaults", "kw_defaults"):
        yield ast.Constant(...)
    value = literal(node)
    if isinstance(value, str):
        yield from (ast.Constant(text) for text in (*names.texts, f"not {value}") if text != value)
    elif isinstance(value, bool):
        yield ast.Constant(not value)
    elif value is not None and not isinstance(where.parent, ast.UnaryOp):
        yield from map(number, other_numbers(value, where))


def literal(node: ast.expr) -> str | float | None:
    """Return a constant's value, where it is a text or a number; its sign belongs to it."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = literal(node.operand)
        return -value if isinstance(value, int | float) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float) else None


def other_numbers(value: float, where: Where) -> list[float]:
    """Return the numbers that stand for a number: near ones, 0, of the other sign, of another magnitude."""
    others = [value + 1, value - 1, 2 * value, 0 * abs(value)]
    if isinstance(value, float):
        others += [10 * value, value / 10]
    # Of six axes, and of six entries, −3 is 3.
    if abs(value) == 1 or (value and not isinstance(where.parent, PLACED)):
        others.append(-value)
    # Where numbers have no sign each negative one is −1.
    return [one for one in others if not (value < 0 and one < 0 and called(where.parent) in SIGNLESS)]


def neighbours(node: ast.expr, where: Where, names: Names) -> Iterator[ast.expr]:
    """Yield the names that were bound beside this one: the height for the width, b for a."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and where.field != "func":
        yield from (ast.Name(name, node.ctx) for name in sorted(names.neighbours.get(node.id, ())))


def order(node: ast.expr, where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield a call, a tuple or a list with two adjacent items swapped."""
    if called(node) in COMMUTATIVE or called(where.parent) in COMMUTATIVE:
        return
    items = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple | ast.List) else []
    for i in range(len(items) - 1):
        swapped = [*items[:i], items[i + 1], items[i], *items[i + 2 :]]
        if isinstance(node, ast.Call):
            yield ast.Call(node.func, swapped, node.keywords)
        elif isinstance(node, ast.Tuple | ast.List):
            yield type(node)(swapped, node.ctx)


def keywords(node: ast.expr, _where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield a call without each of its keywords, and with other axes."""
    if not isinstance(node, ast.Call):
        return
    for i, given in enumerate(node.keywords):
        before, after = node.keywords[:i], node.keywords[i + 1 :]
        yield ast.Call(node.func, node.args, [*before, *after])
        if given.arg == "axis":
            values = [number(axis) if axis is not None else ast.Constant(None) for axis in AXES]
            values += given.value.elts if isinstance(given.value, ast.Tuple) else []
            for value in values:
                yield ast.Call(node.func, node.args, [*before, ast.keyword("axis", value), *after])


def unwrapped(node: ast.expr, _where: Where, names: Names) -> Iterator[ast.expr]:
    """Yield what a function or method was given, as if it weren't called: no copy, no clipping, no reshape."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and not is_imported(node.func, names):
            yield node.func.value
        elif node.args and not isinstance(node.args[0], ast.Starred):
            yield node.args[0]


def is_imported(node: ast.expr, names: Names) -> bool:
    """Return whether a dotted name starts at an import: `np.linalg.norm`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in names.imported


def transposes(node: ast.expr, where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield a matrix without its transpose, or a factor of a matrix product with one."""
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        yield node.value
    elif isinstance(where.parent, ast.BinOp) and isinstance(where.parent.op, ast.MatMult):
        yield ast.Attribute(node, "T", ast.Load())


def functions(node: ast.expr, _where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield the call of a function that is easily taken for this one."""
    if not isinstance(node, ast.Call):
        return
    for other in [pair[1 - i] for pair in PAIRS for i in (0, 1) if pair[i] == called(node)]:
        func = ast.Attribute(node.func.value, other) if isinstance(node.func, ast.Attribute) else ast.Name(other)
        yield ast.Call(func, node.args, node.keywords)


def dtypes(node: ast.expr, where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield other dtypes: of less precision, of another kind; also where float64 is what is meant by saying nothing."""
    if isinstance(node, ast.Attribute):
        yield from (ast.Attribute(node.value, other, node.ctx) for other in DTYPES.get(node.attr, ()))
    if isinstance(node, ast.Name) and isinstance(where.parent, ast.Call | ast.keyword):
        yield from (ast.Name(other, node.ctx) for other in DTYPES.get(node.id, ()))
    if isinstance(node, ast.Call) and called(node) in BUFFERS:
        said = any(given.arg == "dtype" for given in node.keywords)
        for dtype in () if said else ("float32", "int64"):
            yield ast.Call(node.func, node.args, [*node.keywords, ast.keyword("dtype", ast.Constant(dtype))])


def bounds(node: ast.expr, where: Where, _names: Names) -> Iterator[ast.expr]:
    """Yield an index one further and one nearer, and a slice with each bound one off or left out, or without its step.

    Numbers have changes of their own.
    """

    def shifted(value: ast.expr) -> Iterator[ast.expr]:
        if not isinstance(value, ast.Constant):
            yield from (ast.BinOp(value, op, ast.Constant(1)) for op in (ast.Add(), ast.Sub()))

    if isinstance(node, ast.Slice):
        for lower in [None, *shifted(node.lower)] if node.lower else [ast.Constant(1)]:
            yield ast.Slice(lower, node.upper, node.step)
        for upper in [None, *shifted(node.upper)] if node.upper else [number(-1)]:
            yield ast.Slice(node.lower, upper, node.step)
        if node.step:
            yield ast.Slice(node.lower, node.upper, None)
    elif isinstance(where.parent, ast.Subscript) and where.field == "slice" and not isinstance(node, ast.Tuple):
        yield from shifted(node)


RULES: tuple[Rule, ...] = (
    operators,
    signs,
    comparisons,
    conditions,
    constants,
    neighbours,
    order,
    keywords,
    unwrapped,
    transposes,
    functions,
    dtypes,
    bounds,
)


def statements(node: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """Yield what may stand in a statement's place: nothing, its block alone, one turn of a loop, another statement."""
    if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom | ast.Pass):
        yield []
    if isinstance(node, ast.If | ast.With):
        yield node.body
    if isinstance(node, ast.If) and node.orelse:
        yield node.orelse
        yield [ast.If(node.test, node.body, [])]
    elif isinstance(node, ast.For):
        yield [ast.For(node.target, node.iter, [*node.body, ast.Break()], node.orelse, lineno=node.lineno)]
    elif isinstance(node, ast.While):
        yield [ast.While(node.test, [*node.body, ast.Break()], node.orelse)]
    yield from ([other] for other in other_statements(node))


def other_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    """Yield statements that are easily written for this one: another assignment, another error, `break`."""
    if isinstance(node, ast.Break | ast.Continue):
        yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()
    elif isinstance(node, ast.Raise) and node.exc is not None:
        yield ast.Raise(ast.Name("Exception"))
    elif isinstance(node, ast.AugAssign):
        yield from (ast.AugAssign(node.target, op(), node.value) for op in ARITHMETIC if not isinstance(node.op, op))
        yield ast.Assign([node.target], node.value, lineno=node.lineno)
