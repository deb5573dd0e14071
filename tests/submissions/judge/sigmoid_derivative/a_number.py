sigmoid_derivative = 0.25
