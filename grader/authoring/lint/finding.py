"""What lint says of a course: one line for each thing that isn't as it should be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was found in a file (`path`, from the course's folder), and what was expected there."""

    path: str
    message: str

    def __str__(self) -> str:
        """Return the line that an author reads."""
        return f"{self.path}: {self.message}"
