"""Views of the gradebook: each module makes one, from `grader.gradebook.Results` alone."""
