from activations import relu
print(relu(1))
