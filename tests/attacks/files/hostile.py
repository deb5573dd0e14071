"""Hostile submissions: each builder writes one student's folder. Built when needed, for git can't hold most of them.

`CLASS` says what must become of each: the verdict of its row for `scale_and_shift`, and a part of the message.
"""

import gzip
import io
import json
import os
import socket
import stat
import struct
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toys import RIGHT

NAME = "scale_and_shift.py"
MIB = 1 << 20
MANY = 200_000
TRACE = "{trace}"  # where a file that is run although it never should be leaves a mark
MARK = f"open({TRACE!r}, 'w').write('run')\n"
# Everything that a terminal, a spreadsheet or a page could act upon.
LOUD = "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b31m\u202egnp.exe\u2066\u200f\r<script>alert(1)</script>\x7f\u2028=cmd()"
LOUD_FILE = f"def scale_and_shift(x, a=1.0):\n    raise ValueError({ascii(LOUD)} + '\\ud800')\n"

Build = Callable[[Path], None]


@dataclass(frozen=True)
class Hostile:
    build: Build
    verdict: str
    said: str = ""


def file(data: str | bytes | Callable[[], str | bytes], name: str = NAME) -> Build:
    """Write a file; large content is a function, made only when it is needed."""

    def build(folder: Path) -> None:
        content = data() if callable(data) else data
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    return build


def both(*builds: Build) -> Build:
    def build(folder: Path) -> None:
        for one in builds:
            one(folder)

    return build


def notebook(**content: object) -> Build:
    plain = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5, "cells": []}
    return file(lambda: json.dumps({**plain, **content}), "hw.ipynb")


def cell(source: object, **content: object) -> dict[str, object]:
    plain = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": []}
    return {**plain, "source": source, **content}


def many_keys() -> str:
    metadata = {f"k{i}": [i] for i in range(MANY)}
    return json.dumps({"metadata": metadata, "nbformat": 4, "nbformat_minor": 5, "cells": [cell(RIGHT)]})


def outputs_of(size: int) -> Build:
    def build(folder: Path) -> None:
        before, after = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ["CUT"]}).split(
            '"CUT"'
        )
        output = '{"output_type": "stream", "name": "stdout", "text": "' + "x" * MIB + '"}'
        with (folder / "hw.ipynb").open("w") as stream:
            stream.write(before + json.dumps(cell(RIGHT))[:-1] + ', "outputs": [')
            for number in range(size // MIB):
                stream.write("," * bool(number) + output)
            stream.write("]}" + after)

    return build


def zipped(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> Build:
    return file(lambda: zip_bytes(*members), "hw.zip")


def zip_bytes(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of a name that comes twice
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


def zip_link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(NAME)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    info.create_system = 3
    return info


def encrypted() -> bytes:
    data = bytearray(zip_bytes((NAME, RIGHT)))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


def zip_bomb_that_lies() -> bytes:
    """A member of 100 MiB whose header says 100 bytes."""
    data = bytearray(zip_bytes((NAME, b"#" * (100 * MIB))))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + place, 100)
    return bytes(data)


def zip_in_zips(depth: int) -> bytes:
    data = zip_bytes((NAME, RIGHT))
    for _ in range(depth):
        data = zip_bytes(("inner.zip", data))
    return data


def overlapping(copies: int) -> bytes:
    """Many names that share the bytes of one member."""
    whole = zip_bytes((NAME, b"#" * (2 * MIB)))
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    directory = whole[start:end] * copies
    return (
        whole[:start]
        + directory
        + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, copies, copies, len(directory), start, 0)
    )


def tar_bytes(*members: tuple[str, bytes, str]) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for kind, name, content in ((kind, name, content) for kind, content, name in members):
            info = tarfile.TarInfo(name)
            info.type = kind.encode()
            if info.isreg():
                info.size = len(content)
            else:
                info.linkname = content.decode()
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def huge_member(pax: bool) -> bytes:
    """A tar whose only member has a size that no file can have."""
    info = tarfile.TarInfo(NAME)
    if pax:
        info.pax_headers = {"size": "9" * 30}
        return info.tobuf(tarfile.PAX_FORMAT) + bytes(1024)
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\x80" + (1 << 80).to_bytes(11, "big")
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + bytes(1024)


def linked(target: str, name: str = NAME) -> Build:
    return lambda folder: (folder / name).symlink_to(target)


def hard_linked(folder: Path) -> None:
    os.link(folder.parent / "honest1" / NAME, folder / NAME)


def pipe(folder: Path) -> None:
    os.mkfifo(folder / NAME)


def device(folder: Path) -> None:
    """An endless device; a link to one for who may not make them."""
    try:
        os.mknod(folder / NAME, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except OSError:
        (folder / NAME).symlink_to("/dev/zero")


def listening(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(f"/proc/self/fd/{here}/{NAME}")  # the path itself may be longer than a socket's
    finally:
        os.close(here)


def looping(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    (folder / "up").symlink_to("..")
    (folder / "here").symlink_to(".")
    (folder / NAME).symlink_to(NAME)


def sparse(size: int) -> Build:
    def build(folder: Path) -> None:
        with (folder / NAME).open("wb") as stream:
            stream.truncate(size)

    return build


def crowd(count: int) -> Build:
    def build(folder: Path) -> None:
        inside = folder / "data"
        inside.mkdir()
        for number in range(count):
            os.close(os.open(inside / f"{number}.txt", os.O_CREAT | os.O_WRONLY))

    return build


def folders(depth: int) -> Build:
    def build(folder: Path) -> None:
        inside = folder
        for _ in range(depth):
            inside /= "d"
            inside.mkdir()
        (inside / NAME).write_text(RIGHT)

    return build


def folder_called_like_a_file(folder: Path) -> None:
    (folder / NAME).mkdir()


def marks(folder: Path) -> None:
    """Files that Python, pytest or an installer would run where they find them."""
    trace = folder.parent.parent / "trace"
    mark = MARK.replace(TRACE, str(trace))
    for name in ("numpy", "conftest", "sitecustomize", "usercustomize", "json", "pickle", "multiprocessing", "setup"):
        (folder / f"{name}.py").write_text(mark)
    for package in ("grader", "numpy", "click"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text(mark)
    (folder / "evil.pth").write_text(f"import os; {mark}")
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '-p evil'\n")


def odd_names(folder: Path) -> None:
    for name in (f"{LOUD.replace('/', '')[:60]}.py", "=cmd().py", "a\nb.py", "-rf.py", "x" * 252 + ".py"):
        (folder / name).write_text("def other():\n    return 1\n")
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.py"))).write_text("y = 1\n")


def after(bomb: Callable[[], str]) -> Build:
    """A right answer, and then a bomb."""
    return file(lambda: RIGHT + bomb())


NOTEBOOKS = {
    "nb deep json": Hostile(file(lambda: "[" * (5 * MIB), "hw.ipynb"), "ERROR", "not JSON"),
    "nb deep metadata": Hostile(file('{"metadata":' * 900 + "{}" + "}" * 900, "hw.ipynb"), "ERROR", "no cells"),
    "nb of 100 MB": Hostile(outputs_of(100 * MIB), "ERROR", "larger than 32 MiB"),
    "nb of 20 MB": Hostile(outputs_of(20 * MIB), "PASS"),
    "nb of lists": Hostile(
        file(lambda: '{"cells": [' + "[]," * (10 * MIB) + "[]]}", "hw.ipynb"), "ERROR", "takes too much memory"
    ),
    "nb wrong types": Hostile(
        notebook(cells=[5, None, [], cell({"a": 1}), cell([RIGHT, 7]), cell(None, cell_type=3)], nbformat="x"), "PASS"
    ),
    "nb cells are text": Hostile(notebook(cells="def scale_and_shift(x): pass"), "ERROR", "no cells"),
    "nb is a number": Hostile(file("1e999", "hw.ipynb"), "ERROR", "no cells"),
    "nb huge number": Hostile(file('{"nbformat": ' + "9" * MIB + "}", "hw.ipynb"), "ERROR", "notebook"),
    "nb metadata": Hostile(file(many_keys, "hw.ipynb"), "PASS"),
    "nb of magics": Hostile(notebook(cells=[cell(RIGHT), cell("%time x\n" * 100_000)]), "PASS"),
    "nb asks at length": Hostile(notebook(cells=[cell(RIGHT), cell("a" * 500_000 + " ?\n" + "b" * 500 + "?")]), "PASS"),
    "nb opens brackets": Hostile(notebook(cells=[cell(RIGHT), cell("!ls\n" + "(" * 300_000)]), "PASS"),
    "nb of margins": Hostile(
        notebook(cells=[cell(RIGHT), cell("?x\n" + "".join(" " * i + "if x:\n" for i in range(1_000)))]), "PASS"
    ),
    "nb magic in magic": Hostile(notebook(cells=[cell(RIGHT), cell("%%time\n" * 50_000)]), "PASS"),
    "nb writes many": Hostile(
        notebook(cells=[cell(RIGHT), *(cell(f"%%writefile f{i}.py\nx = 1") for i in range(3_000))]), "PASS"
    ),
    "nb writes elsewhere": Hostile(
        notebook(cells=[cell(f"%%writefile {path}\n{RIGHT}") for path in (f"../{NAME}", f"/tmp/{NAME}", f"~/{NAME}")]),
        "MISSING",
        "no scale_and_shift.py",
    ),
    "nb runs itself": Hostile(notebook(cells=[cell("%run hw.ipynb\n"), cell(RIGHT)]), "PASS"),
    "nb runs elsewhere": Hostile(
        notebook(cells=[cell(f"%run {path}") for path in ("/etc/passwd", f"../honest1/{NAME}", "../../x")]), "MISSING"
    ),
    "nb many cells": Hostile(notebook(cells=[cell(RIGHT)] + [cell("1")] * 5_000), "PASS"),
}
ARCHIVES = {
    "zip bomb": Hostile(file(lambda: zip_bytes(("hw.ipynb", b" " * (30 * MIB))), "hw.zip"), "ERROR", "zip bomb"),
    "zip bombs": Hostile(
        file(lambda: zip_bytes(*((f"{i}.ipynb", b" " * (30 * MIB)) for i in range(9))), "hw.zip"), "ERROR", "zip bomb"
    ),
    "zip bomb of lines": Hostile(
        file(lambda: zip_bytes(("hw.py", b"#\n" * (MIB + 1)), ("x.py", b"\n" * (3 * MIB)), (NAME, RIGHT)), "hw.zip"),
        "PASS",
    ),
    "zip bomb that lies": Hostile(file(zip_bomb_that_lies, "hw.zip"), "ERROR", "can't be read"),
    "zip slip": Hostile(zipped((f"../../{NAME}", RIGHT)), "ERROR", "is refused"),
    "zip absolute": Hostile(zipped((f"/tmp/{NAME}", RIGHT), (f"C:\\{NAME}", RIGHT)), "ERROR", "is refused"),
    "zip link": Hostile(zipped((zip_link(), "/etc/passwd")), "ERROR", "symbolic link"),
    "zip doubled": Hostile(zipped((NAME, RIGHT), (NAME, RIGHT + "\n")), "ERROR", "hand in one of them"),
    "zip encrypted": Hostile(file(encrypted, "hw.zip"), "ERROR", "encrypted"),
    "zip cut": Hostile(file(zip_bytes((NAME, RIGHT))[:-30], "hw.zip"), "ERROR", "can't be read"),
    "zip in zips": Hostile(file(lambda: zip_in_zips(6), "hw.zip"), "ERROR", "nested too deep"),
    "zip overlapping": Hostile(file(lambda: overlapping(1_000), "hw.zip"), "ERROR", ""),
    "zip of many": Hostile(
        file(lambda: zip_bytes(*((f"{i:x}", b"") for i in range(30_000))), "hw.zip"), "MISSING", "first files"
    ),
    "zip loud": Hostile(zipped((f"{LOUD}/{NAME}", RIGHT), ("=cmd()|x", b"")), "PASS"),
    "tar bombs": Hostile(
        both(*(file(lambda: gzip.compress(bytes(40 * MIB), 9), f"{i}.tgz") for i in range(3))),
        "ERROR",
        "more than 64 MiB",
    ),
    "tar link": Hostile(file(tar_bytes(("2", b"/etc/passwd", NAME)), "hw.tar"), "ERROR", "symbolic link"),
    "tar device": Hostile(file(tar_bytes(("3", b"", NAME)), "hw.tar"), "ERROR", "not a regular file"),
    "tar slip": Hostile(file(tar_bytes(("0", RIGHT.encode(), f"../{NAME}")), "hw.tar"), "ERROR", "is refused"),
    "tar of a yottabyte": Hostile(file(huge_member(pax=False), "hw.tar"), "ERROR", "can't be read"),
    "tar of more": Hostile(file(huge_member(pax=True), "hw.tar"), "ERROR", "can't be read"),
    "tar hard link": Hostile(file(tar_bytes(("1", b"/etc/passwd", NAME)), "hw.tar"), "ERROR", "not a regular file"),
}
TREES = {
    "link passwd": Hostile(linked("/etc/passwd"), "ERROR", "symbolic link"),
    "link student": Hostile(linked(f"../honest1/{NAME}"), "ERROR", "symbolic link"),
    "link folder": Hostile(linked("../honest1", "hw"), "ERROR", "symbolic link"),
    "link loops": Hostile(looping, "ERROR", "symbolic link"),
    "hard link": Hostile(hard_linked, "PASS"),  # an ordinary file: who made it can't be told
    "pipe": Hostile(pipe, "ERROR", "not a regular file"),
    "device": Hostile(device, "ERROR", "is "),
    "socket": Hostile(listening, "ERROR", "not a regular file"),
    "folder.py": Hostile(folder_called_like_a_file, "MISSING", "nothing was handed in"),
    "folders": Hostile(folders(60), "MISSING", "nothing was handed in"),
    "crowd": Hostile(both(crowd(20_500), file(RIGHT)), "PASS"),
    "beside": Hostile(both(marks, file("import numpy as np\nimport conftest, json\n" + RIGHT)), "PASS"),
    "odd names": Hostile(odd_names, "MISSING", "no scale_and_shift.py"),
}
TWICE = {
    "twice of many": Hostile(
        both(*(file(lambda i=i: f"# {i}\n" + "def f(): pass\n" * 5_000 + RIGHT, f"a{i}.py") for i in range(2))), "PASS"
    ),
    "twice of chains": Hostile(
        both(
            *(
                file(lambda i=i: f"# {i}\n" + RIGHT + "".join(f"a{n} = a{n + 1}\n" for n in range(20_000)), f"a{i}.py")
                for i in range(2)
            )
        ),
        "PASS",
    ),
    "twenty times": Hostile(both(*(file(f"# {i}\n" + RIGHT, f"a{i}.py") for i in range(20))), "PASS"),
    "twice in two minds": Hostile(
        both(file(RIGHT, "a.py"), file(RIGHT + "\nscale_and_shift.__code__ = (lambda x: 0).__code__\n", "b.py")),
        "ERROR",
        "hand in one of them",
    ),
}
TEXTS = {
    "200 MB": Hostile(sparse(200 * MIB), "ERROR", "larger than 4 MiB"),
    "null bytes": Hostile(file(RIGHT.encode() + b"\0"), "ERROR", "NUL"),
    "utf-16": Hostile(file(RIGHT.encode("utf-16")), "PASS"),
    "utf-32 cut": Hostile(file((RIGHT + "# é\n").encode("utf-32")[:-1]), "PASS"),
    "utf-7": Hostile(file(b"# coding: utf-7\n" + RIGHT.encode()), "PASS"),
    "escapes codec": Hostile(file(b"# coding: unicode_escape\n" + RIGHT.encode()), "PASS"),
    "rubbish": Hostile(file(bytes(range(1, 256)) * 1_000), "ERROR", ""),
    "parentheses": Hostile(after(lambda: "y = " + "(" * MANY), "ERROR", "SyntaxError"),
    "brackets": Hostile(after(lambda: "y = " + "[" * 150 + "]" * 150), "PASS"),
    "huge int": Hostile(after(lambda: "y = " + "9" * MIB), "ERROR", ""),
    "huge hex int": Hostile(after(lambda: "y = 0x" + "f" * 500_000), "PASS"),
    "long line": Hostile(after(lambda: "y = '" + "x" * 900_000 + "'"), "PASS"),
    "continuations": Hostile(after(lambda: "y = \\\n" + "\\\n" * MANY + "1"), "PASS"),
    "sums": Hostile(after(lambda: "y = 1" + "+1" * MANY), "ERROR", ""),
    "minuses": Hostile(after(lambda: "y = " + "-" * MANY + "1"), "ERROR", ""),
    "calls": Hostile(after(lambda: "y = x" + "()" * MANY), "ERROR", ""),
    "attributes": Hostile(after(lambda: "y = x" + ".a" * MANY), "ERROR", ""),
    "lambdas": Hostile(after(lambda: "y = " + "lambda:" * (MANY // 4) + "1"), "ERROR", ""),
    "conditions": Hostile(after(lambda: "y = " + "1 if 1 else " * (MANY // 4) + "1"), "ERROR", ""),
    "elifs": Hostile(after(lambda: "if 0: pass\n" + "elif 0: pass\n" * 20_000), "ERROR", ""),
    "definitions": Hostile(file("def f():0\n" * 3_000 + RIGHT), "PASS"),
    "loud": Hostile(file(LOUD_FILE), "ERROR", "raised ValueError"),
    "name of a name": Hostile(file("def " + "a" * 900_000 + "(): pass\n" + RIGHT), "PASS"),
}
NAMES = (
    "line\nbreak",
    "\u202elanretni",
    "=cmd()|' C'!A0",
    "@SUM(1)",
    "+1",
    "-rf",
    "<script>alert(1)<",
    "\x1b[31mred\x1b[0m\x07",
    "\x9b31m",
    "tab\tand\rreturn",
    "'; DROP TABLE report; --",
    "n" * 255,
    "[bold red]markup[bold]",
    os.fsdecode(b"\xff\xfe"),
)
CLASS = {
    **NOTEBOOKS,
    **ARCHIVES,
    **TREES,
    **TWICE,
    **TEXTS,
    **{name: Hostile(file(LOUD_FILE), "ERROR", "raised ValueError") for name in NAMES},
}
HONEST = ("honest1", "honest2", "zhonest")


def write_class(root: Path) -> None:
    """Write a folder for every hostile student, and honest ones between them."""
    for name in HONEST:
        (root / name).mkdir(parents=True)
        (root / name / NAME).write_text(RIGHT)
    for name, student in CLASS.items():
        folder = root / name
        folder.mkdir()
        student.build(folder)
