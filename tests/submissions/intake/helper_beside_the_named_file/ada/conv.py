def relu(images, low):
    return images
