import os
import signal

import target

try:
    signal.pidfd_send_signal(os.pidfd_open(target.DUMMY), 9)
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
