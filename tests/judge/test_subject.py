"""What a subject asks its worker, and what that lets the student's code know."""

from toys import RIGHT_SQUARE, Load


def test_the_bound_on_an_answer_is_the_same_for_every_case_and_tells_no_length(loaded: Load) -> None:
    subject = loaded(RIGHT_SQUARE, "weighted_square")
    cases = [case for case in subject.prepared.manifest.cases if case.expected is not None]
    lengths = {len(subject.prepared.blobs[case.expected]) for case in cases if case.expected is not None}
    assert len(lengths) > 1
    assert len({subject.request(case).cap for case in cases}) == 1
    assert subject.cap >= max(lengths)
