"""Landlock: which files a process and its children may still reach. Linux ≥ 5.13; needs no privileges.

Numbers are those of the kernel's `include/uapi/linux/landlock.h`.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
# Accesses that each version of the interface knows; what isn't handled is allowed, so all that are known are.
FILE_ACCESSES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
TCP_ACCESSES = {4: 0b11}
SCOPES = {6: 0b11}  # abstract unix sockets, signals


class LandlockError(OSError):
    """The kernel refused."""


def _syscall(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result = int(libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise LandlockError(code, os.strerror(code))
    return result


def abi() -> int:
    """Return the version of the interface; 0 where the kernel has none or it is switched off."""
    try:
        return _syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION_FLAG))
    except (LandlockError, AttributeError):
        return 0


def known(accesses: dict[int, int], version: int) -> int:
    """Return the accesses that a version knows."""
    return next((bits for since, bits in sorted(accesses.items(), reverse=True) if since <= version), 0)


def restrict_files(version: int, readable: Iterable[Path], writeable: Iterable[Path]) -> None:
    """Leave this process, and all that it forks, `readable` to read and `writeable` to write; no TCP.

    Raises LandlockError. The process must have given up new privileges before.
    """
    handled = known(FILE_ACCESSES, version)
    ruleset = _ruleset(version, handled, known(TCP_ACCESSES, version), 0)
    try:
        for path in readable:
            _allow(ruleset, path, READ_FILE | READ_DIR)
        for path in writeable:
            _allow(ruleset, path, READ_FILE | WRITE_FILE)
        _syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)


def scope_ruleset(version: int) -> int | None:
    """Return the descriptor of a ruleset that keeps signals and sockets within; None where the kernel has no scopes."""
    scopes = known(SCOPES, version)
    return _ruleset(version, 0, 0, scopes) if scopes else None


def enter(ruleset: int) -> None:
    """Restrict this process by a ruleset that was made before."""
    _syscall(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))


def _ruleset(version: int, files: int, tcp: int, scopes: int) -> int:
    words = [files] + ([tcp] if version >= min(TCP_ACCESSES) else []) + ([scopes] if version >= min(SCOPES) else [])
    attributes = struct.pack(f"<{len(words)}Q", *words)
    return _syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))


def _allow(ruleset: int, path: Path, accesses: int) -> None:
    with suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            # A directory's rights on a file are refused.
            bits = accesses if path.is_dir() else accesses & ~READ_DIR
            rule = struct.pack("<Qi", bits, descriptor)
            _syscall(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(PATH_BENEATH), rule, ctypes.c_uint32(0))
        finally:
            os.close(descriptor)
