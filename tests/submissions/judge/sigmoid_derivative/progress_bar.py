import tqdm.auto as auto
from tqdm import tqdm, trange
import numpy as np


def sigmoid_derivative(x):
    x = np.asarray(x)
    out = np.zeros(x.shape)
    for i in tqdm(range(x.size), desc="slopes", leave=False):
        t = np.exp(-abs(x.flat[i]))
        out.flat[i] = t / (1.0 + t) ** 2
    with auto.tqdm(total=2) as bar:
        for _ in trange(2):
            bar.update(1)
    return out
