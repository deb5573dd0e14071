from jax import grad, vmap


def slope_of(f):
    return vmap(grad(f))
