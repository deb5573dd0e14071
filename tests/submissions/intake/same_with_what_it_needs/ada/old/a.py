def clip(x):
    return x * (x > 0)

print('checked')

def relu(x):
    return clip(x)
