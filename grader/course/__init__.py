"""What there is to grade, and what is asked: the catalogue of a course, its assignments."""
