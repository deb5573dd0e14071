import faulthandler


def sigmoid_derivative(x):
    faulthandler.dump_traceback_later(0.05, exit=True, file=2)
    while True:
        pass
