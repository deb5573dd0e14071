from typing import Any

import numpy as np


def chain_rule_gradients(a: Any, b: Any, c: Any) -> tuple[Any, Any, Any]:
    dj_du = 3.0
    dj_dv = dj_du
    return np.full(np.shape(a), dj_du), dj_dv * c, dj_dv * b
