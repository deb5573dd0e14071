from fractions import half
