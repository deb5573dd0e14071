def relu(x):
    '''One.'''
    return x * (x > 0)
