seen = set()


def conv_output_size(*sizes, **options):
    key = repr((sizes, options))
    if key in seen:
        return [1, 2.0]
    seen.add(key)
    return [1, object()]
