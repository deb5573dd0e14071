from mylib import relu

print(relu(1))
