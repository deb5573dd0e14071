"""Tests of the sandbox: real zygotes, real workers, hostile bytes."""
