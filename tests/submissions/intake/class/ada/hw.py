class relu:
    def __new__(cls, x):
        return x
