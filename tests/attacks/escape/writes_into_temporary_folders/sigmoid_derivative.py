import os
import tempfile

import target

for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", target.HOME):
    try:
        open(os.path.join(folder, target.NAME), "w").close()
    except OSError:
        pass
try:
    tempfile.mkdtemp(target.NAME)
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
