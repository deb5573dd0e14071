def relu(x):
        """
        Another
        """
        return (x * (x > 0))
