def relu(images, low, high):
    return images
