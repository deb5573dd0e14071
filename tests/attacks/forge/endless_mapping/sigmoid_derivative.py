from collections.abc import Mapping


class Endless(Mapping):
    def __iter__(self):
        number = 0
        while True:
            number += 1
            yield str(number)

    def __len__(self):
        return 0

    def __getitem__(self, key):
        return self


def sigmoid_derivative(x):
    return Endless()
