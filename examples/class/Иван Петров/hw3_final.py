import numpy as np


def im2col(x, kernel_size, stride=1, padding=0):
    def pair(v):
        return (v, v) if np.isscalar(v) else v

    kh, kw = pair(kernel_size)
    sh, sw = pair(stride)
    ph, pw = pair(padding)
    n, h, w, c = x.shape
    oh = (h + 2 * ph - kh) // sh + 1
    ow = (w + 2 * pw - kw) // sw + 1
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    # индексы всех окон сразу
    i = sh * np.arange(oh)[:, None, None, None] + np.arange(kh)[None, None, :, None]
    j = sw * np.arange(ow)[None, :, None, None] + np.arange(kw)[None, None, None, :]
    return x[:, i, j, :].reshape(n * oh * ow, kh * kw * c)


def adam_step(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m_new = beta1 * m + (1.0 - beta1) * grad
    v_new = beta2 * v + (1.0 - beta2) * grad * grad
    шаг = lr * (m_new / (1.0 - beta1**t)) / (eps + np.sqrt(v_new / (1.0 - beta2**t)))
    return param - шаг, m_new, v_new


def chain_rule_gradients(a, b, c):
    """J = 3(a + bc)"""
    return np.full_like(a, 3.0, dtype=float), np.multiply(3.0, c), np.multiply(3.0, b)
