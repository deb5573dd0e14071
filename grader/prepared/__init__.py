"""The prepared exercise: the one artefact between the authors' side and the graders' side. Data only."""
