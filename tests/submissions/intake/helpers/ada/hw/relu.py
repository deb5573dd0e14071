from helpers import clip
from pkg.deep import y
import random


def relu(x):
    return clip(x)
