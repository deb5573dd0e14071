"""Seccomp: which system calls a worker may still make. The filter is built once, in the zygote.

A list of what is allowed; everything else fails with EPERM, which Python turns into an exception that a student can
read, and a few calls that no honest student makes end the process. Numbers are those of the kernel's tables.
"""

import ctypes
import os
import platform
import struct
from dataclasses import dataclass

SET_MODE_FILTER = 1
KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
EPERM, ENOSYS = 1, 38

# Offsets in struct seccomp_data, and the BPF instructions that the filter uses.
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
LOAD, EQUAL, SET, RETURN, AND = 0x20, 0x15, 0x45, 0x06, 0x54

THREAD = 0x10000  # CLONE_THREAD: a thread of this process, not a new one
NAMESPACES = 0x7E020080  # CLONE_NEW…: root may start a thread in namespaces of its own
WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_TMPFILE's own bit
# Copies, flags and locks of descriptors. F_SETOWN and F_SETSIG, left out, send any signal to any process of ours.
FCNTL_COMMANDS = (0, 1, 2, 3, 4, 5, 1030)
TERMINAL_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # what isatty, sizes and descriptors ask for


@dataclass(frozen=True)
class Architecture:
    """A machine's audit number, its `seccomp` call, and its numbers of the calls below."""

    audit: int
    seccomp: int
    allowed: dict[str, int]
    killed: dict[str, int]
    clone: int
    clone3: int
    fcntl: int
    openat: int
    ioctl: int
    prlimit64: int
    setitimer: int


# Reading and writing open descriptors, memory, time, threads and their locks, and asking about oneself.
X86_64 = Architecture(
    audit=0xC000003E,
    seccomp=317,
    allowed={
        "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7, "lseek": 8, "mmap": 9,
        "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
        "pread64": 17, "pwrite64": 18, "readv": 19, "writev": 20, "access": 21, "select": 23, "sched_yield": 24,
        "mremap": 25, "madvise": 28, "dup": 32, "dup2": 33, "pause": 34, "nanosleep": 35, "getpid": 39, "sendto": 44,
        "recvfrom": 45, "sendmsg": 46, "recvmsg": 47, "getsockname": 51, "getsockopt": 55, "exit": 60, "uname": 63,
        "getcwd": 79, "readlink": 89, "gettimeofday": 96, "getrlimit": 97, "getrusage": 98,
        "sysinfo": 99, "times": 100, "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110,
        "sigaltstack": 131, "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204, "getdents64": 217,
        "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231,
        "newfstatat": 262, "readlinkat": 267, "faccessat": 269, "pselect6": 270, "ppoll": 271,
        "set_robust_list": 273, "dup3": 292, "getrandom": 318, "membarrier": 324, "statx": 332, "rseq": 334,
        "faccessat2": 439,
    },
    killed={
        "ptrace": 101, "mount": 165, "umount2": 166, "reboot": 169, "init_module": 175, "kexec_load": 246,
        "add_key": 248, "keyctl": 250, "unshare": 272, "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "finit_module": 313, "bpf": 321, "userfaultfd": 323,
        "io_uring_setup": 425, "pidfd_getfd": 438,
    },
    clone=56,
    clone3=435,
    fcntl=72,
    openat=257,
    ioctl=16,
    prlimit64=302,
    setitimer=38,
)  # fmt: skip
AARCH64 = Architecture(
    audit=0xC00000B7,
    seccomp=277,
    allowed={
        "getcwd": 17, "dup": 23, "dup3": 24, "faccessat": 48, "close": 57, "getdents64": 61, "lseek": 62,
        "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67, "pwrite64": 68, "pselect6": 72,
        "ppoll": 73, "readlinkat": 78, "newfstatat": 79, "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98,
        "set_robust_list": 99, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
        "sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132,
        "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153, "uname": 160,
        "getrlimit": 163, "getrusage": 165, "gettimeofday": 169, "getpid": 172, "getppid": 173, "getuid": 174,
        "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178, "sysinfo": 179, "getsockname": 204,
        "sendto": 206, "recvfrom": 207, "getsockopt": 209, "sendmsg": 211, "recvmsg": 212, "brk": 214, "munmap": 215,
        "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233, "getrandom": 278, "membarrier": 283,
        "statx": 291, "rseq": 293, "faccessat2": 439,
    },
    killed={
        "umount2": 39, "mount": 40, "unshare": 97, "kexec_load": 104, "init_module": 105, "ptrace": 117,
        "reboot": 142, "add_key": 217, "keyctl": 219, "perf_event_open": 241, "open_by_handle_at": 265, "setns": 268,
        "process_vm_readv": 270, "process_vm_writev": 271, "finit_module": 273, "bpf": 280, "userfaultfd": 282,
        "io_uring_setup": 425, "pidfd_getfd": 438,
    },
    clone=220,
    clone3=435,
    fcntl=25,
    openat=56,
    ioctl=29,
    prlimit64=261,
    setitimer=103,
)  # fmt: skip
ARCHITECTURES = {"x86_64": X86_64, "aarch64": AARCH64}


def architecture() -> Architecture | None:
    """Return this machine's numbers; None where we have none."""
    return ARCHITECTURES.get(platform.machine())


def build(machine: Architecture, *, open_to_write: bool, own_limits: bool = False) -> bytes:
    """Return the BPF program.

    Without `open_to_write` no file is opened for writing; else Landlock decides. With `own_limits` the process may
    set its own limits and timers, which a student's must not.
    """
    program = [
        _step(LOAD, ARCHITECTURE),
        _step(EQUAL, machine.audit, 1, 0),
        _step(RETURN, KILL),  # another calling convention, in which the numbers mean other calls
        _step(LOAD, NUMBER),
    ]
    for number in sorted(machine.killed.values()):
        program += _when(number, [_step(RETURN, KILL)])
    own_thread = _if_set(0, THREAD, ALLOW, ERRNO | EPERM)
    program += _when(
        machine.clone, [_argument(0), _step(SET, NAMESPACES, 0, 1), _step(RETURN, ERRNO | EPERM), *own_thread]
    )
    program += _when(machine.clone3, [_step(RETURN, ERRNO | ENOSYS)])  # its flags are in memory; libc then uses clone
    opening = [_step(RETURN, ALLOW)] if open_to_write else _if_set(2, WRITING, ERRNO | EPERM, ALLOW)
    program += _when(machine.openat, opening)
    program += _when(machine.fcntl, _if_one_of(1, FCNTL_COMMANDS))
    program += _when(machine.ioctl, _if_one_of(1, TERMINAL_IOCTLS))
    program += _when(machine.prlimit64, [_step(RETURN, ALLOW)] if own_limits else _if_null(2))
    program += _when(machine.setitimer, [_step(RETURN, ALLOW if own_limits else ERRNO | EPERM)])
    for number in sorted(machine.allowed.values()):
        program += _when(number, [_step(RETURN, ALLOW)])
    program.append(_step(RETURN, ERRNO | EPERM))
    return b"".join(program)


def install(machine: Architecture, program: bytes) -> None:
    """Put the filter on this process, for good; raises OSError where the kernel refuses."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(program, len(program))
    filter_ = ctypes.create_string_buffer(struct.pack("@HxxxxxxQ", len(program) // 8, ctypes.addressof(code)))
    arguments = (ctypes.c_uint(SET_MODE_FILTER), ctypes.c_uint(0), filter_)
    if libc.syscall(ctypes.c_long(machine.seccomp), *arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _when(number: int, steps: list[bytes]) -> list[bytes]:
    """Return steps that are run for one call only; each of them ends the program."""
    return [_step(EQUAL, number, 0, len(steps)), *steps]


def _argument(index: int, high: int = 0) -> bytes:
    return _step(LOAD, ARGUMENTS + 8 * index + 4 * high)


def _if_set(index: int, bits: int, then: int, otherwise: int) -> list[bytes]:
    return [_argument(index), _step(SET, bits, 0, 1), _step(RETURN, then), _step(RETURN, otherwise)]


def _if_one_of(index: int, values: tuple[int, ...]) -> list[bytes]:
    steps = [_argument(index)]
    for place, value in enumerate(values):
        steps.append(_step(EQUAL, value, len(values) - place, 0))
    return [*steps, _step(RETURN, ERRNO | EPERM), _step(RETURN, ALLOW)]


def _if_null(index: int) -> list[bytes]:
    return [
        _argument(index),
        _step(EQUAL, 0, 0, 2),
        _argument(index, high=1),
        _step(EQUAL, 0, 1, 0),
        _step(RETURN, ERRNO | EPERM),
        _step(RETURN, ALLOW),
    ]
