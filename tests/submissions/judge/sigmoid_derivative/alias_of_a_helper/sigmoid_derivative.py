from activations import d_sigmoid as sigmoid_derivative
