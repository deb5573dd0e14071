def rleu(x)
    return x
