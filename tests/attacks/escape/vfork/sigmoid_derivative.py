import ctypes
import platform

import target

libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 58, "aarch64": 220}[platform.machine()]
if libc.syscall(ctypes.c_long(number), 17, 0, 0, 0, 0) >= 0 and False:
    target.boast()


def sigmoid_derivative(x):
    return 0.0 * x
