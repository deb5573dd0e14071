"""What a zygote is asked to be: what is loaded beforehand, what its workers may read, its environment."""

from dataclasses import replace

import click
import msgspec
import pytest
import typing_extensions

from grader.sandbox.launch import Workers, start_zygote
from grader.sandbox.profiles import NUMPY, Profile

from .student import student

# Packages that are installed beside NumPy: two folders, and a single file.
FOLDER, OTHER, FILE = (str(module.__file__) for module in (click, msgspec, typing_extensions))


def needs_files(zygote: Workers) -> None:
    if any(layer.missing for layer in zygote.layers if layer.name == "files"):
        zygote.close()
        pytest.skip("no file isolation here")


def test_what_a_profile_says_is_what_a_worker_gets() -> None:
    profile = Profile("csv", preload=("csv", "numpy.fft"), environment=(("ADDED", "1"),))
    zygote = start_zygote(profile)
    body = "return sorted({'csv', 'numpy.fft', 'numpy.ma'} & set(sys.modules)), os.environ.get('ADDED')"
    with student(zygote, f"import sys, os\nfound = set(sys.modules)\ndef f():\n    {body}\n") as ada:
        assert ada.value() == (["csv", "numpy.fft"], "1")
    zygote.close()


READS = "import pathlib\ndef f(path):\n    return pathlib.Path(path).read_bytes()[:1].decode('latin-1')\n"


def test_a_worker_reads_the_packages_that_its_profile_names_and_no_other() -> None:
    zygote = start_zygote(replace(NUMPY, preload=(*NUMPY.preload, "click"), readable=("numpy", "click")))
    needs_files(zygote)
    with student(zygote, READS) as ada:
        ada.value(FOLDER)
        assert "PermissionError" in ada.error(OTHER).types
    zygote.close()


def test_a_package_that_is_one_file_opens_that_file_and_not_the_folder_around_it() -> None:
    zygote = start_zygote(Profile("one file", preload=("typing_extensions",), readable=("typing_extensions",)))
    needs_files(zygote)
    with student(zygote, READS) as ada:
        ada.value(FILE)
        assert "PermissionError" in ada.error(OTHER).types
    zygote.close()
