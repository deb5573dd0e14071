class WorkerLost(Exception):
    pass


class ExerciseEnded(BaseException):
    pass


class ZygoteLost(WorkerLost):
    pass


def sigmoid_derivative(x):
    raise ZygoteLost("the zygote died") from ExerciseEnded()
