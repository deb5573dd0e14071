import numpy as np

adam_step = lambda param, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8: (
    (m := m + (1 - beta1) * (grad - m)),
    (v := v + (1 - beta2) * (np.square(grad) - v)),
    param - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps),
)[::-1][:1] + (m, v)
