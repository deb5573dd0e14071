"""Which zygotes there are: one a profile.

One more, for exercises that need another library, is one more `Profile` here: its modules among those to `preload`,
its packages among the `readable` ones, what its thread pools want to hear in the `environment`.
"""

from dataclasses import dataclass

# Imported before any fork: NumPy loads some of these late, and a worker may not be able to read files then.
PRELOADED = (
    "ast collections dataclasses decimal enum fractions functools inspect itertools json linecache math operator "
    "random re statistics string time traceback typing "
    "numpy.fft numpy.lib.stride_tricks numpy.linalg numpy.ma numpy.polynomial numpy.random"
)


@dataclass(frozen=True)
class Profile:
    """What a zygote is.

    `preload` are modules that it imports before any fork; `readable` those among them whose own files a worker may
    read beside the standard library's; `environment` is all that it gets beside what every zygote has; `memory` is
    what a worker may take beyond it, in bytes.
    """

    name: str
    preload: tuple[str, ...] = tuple(PRELOADED.split())
    readable: tuple[str, ...] = ("numpy",)
    environment: tuple[tuple[str, str], ...] = ()
    memory: int = 2 << 30


NUMPY = Profile("numpy")
TIMING = Profile(
    "timing",
    # Without these a large answer is given back to the system after each call, and page faults halve a true factor
    # of 2.
    environment=(
        ("MALLOC_MMAP_THRESHOLD_", str(1 << 30)),
        ("MALLOC_TRIM_THRESHOLD_", str(1 << 30)),
        ("MALLOC_TOP_PAD_", str(1 << 26)),
    ),
)
