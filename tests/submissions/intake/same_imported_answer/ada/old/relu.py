from acts import relu  # copy
