relu = 3.5
