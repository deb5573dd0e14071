import numpy as np
relu = np.vectorize(lambda x: max(x, 0))
