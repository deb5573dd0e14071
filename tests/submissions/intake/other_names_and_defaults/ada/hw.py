def relu(values, low=0, *rest, **options):
    return values * (values > low)
