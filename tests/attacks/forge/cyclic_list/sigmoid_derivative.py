def sigmoid_derivative(x):
    ring = []
    ring.append(ring)
    ring.append(ring)
    return ring
