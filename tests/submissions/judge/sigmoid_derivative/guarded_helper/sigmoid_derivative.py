try:
    from fast import sigmoid_derivative
except ImportError:
    from plain import sigmoid_derivative
