def relu():
    return 1
