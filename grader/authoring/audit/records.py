"""Records of mutants that are equivalent to their reference: `equivalent.toml`, beside the spec, written by hand."""

import json
from pathlib import Path

import msgspec

from grader.authoring.audit.mutants import Mutant
from grader.course.catalog import CatalogError

RECORDS = "equivalent.toml"
REASON = "why no input in the contract can tell"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mutant that no case can kill: its hash, the change in short, and the reason."""

    hash: str
    change: str
    reason: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mutant: list[Record] = []


def read_records(folder: Path) -> tuple[Record, ...]:
    """Return the records of a solution; none where it has no file. Raises CatalogError where one says too little."""
    path = folder / RECORDS
    try:
        records = msgspec.toml.decode(path.read_bytes(), type=_File).mutant
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path}: {error}", hint="each [[mutant]] says hash, change and reason") from error
    for record in records:
        if not record.reason.strip() or record.reason == REASON:
            raise CatalogError(f"{path}: the mutant {record.hash} has no reason", hint=f"say {REASON}")
    hashes = [record.hash for record in records]
    twice = sorted({one for one in hashes if hashes.count(one) > 1})
    if twice:
        raise CatalogError(f"{path}: recorded twice: {', '.join(twice)}")
    return tuple(records)


def stanza(mutant: Mutant) -> str:
    """Return the lines that record a mutant, but for the reason, which is a person's to give."""
    change = json.dumps(mutant.change, ensure_ascii=False)  # a JSON string is a TOML one
    return f'[[mutant]]\nhash = "{mutant.hash}"\nchange = {change}\nreason = "{REASON}"\n'
