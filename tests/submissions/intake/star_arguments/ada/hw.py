def relu(*args):
    return args[0] * (args[0] > 0)
