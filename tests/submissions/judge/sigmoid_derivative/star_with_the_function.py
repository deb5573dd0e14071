from my_solution import *
