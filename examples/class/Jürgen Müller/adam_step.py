import matplotlib.pyplot as plt
import numpy as np


def adam_step(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    alpha = lr / (1 - beta1**t)
    return param - alpha * m / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# Minimum von w^2
w, m, v = 1.0, 0.0, 0.0
path = [w]
for t in range(1, 101):
    w, m, v = adam_step(w, 2 * w, m, v, t, lr=0.1)
    path.append(w)
history = np.loadtxt("reference_path.txt")
plt.plot(path)
plt.xlabel("step")
plt.show()
