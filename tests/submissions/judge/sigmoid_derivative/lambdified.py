import sympy

x = sympy.symbols("x")
sigmoid_derivative = sympy.lambdify(x, sympy.diff(1 / (1 + sympy.exp(-x)), x), "numpy")
