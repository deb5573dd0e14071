class Layer:
    def relu(self, x):
        return x
