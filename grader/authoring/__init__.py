"""The authors' side: the only part of the package that imports TensorFlow, Hypothesis or `solutions`."""
