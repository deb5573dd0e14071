import numpy as np


class Adam:
    def __init__(self, lr, beta1, beta2, eps):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps

    def update(self, w, g, m, v, t):
        g = np.asarray(g, dtype=np.float64)
        m = self.beta1 * m + (1 - self.beta1) * g
        v = self.beta2 * v + (1 - self.beta2) * g * g
        mh = m / (1 - self.beta1**t)
        vh = v / (1 - self.beta2**t)
        return w - self.lr * mh / (np.sqrt(vh) + self.eps), m, v


def adam_step(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return Adam(lr, beta1, beta2, eps).update(param, grad, m, v, t)
