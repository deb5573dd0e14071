"""Says what is right and what is wrong: facts, no words. Holds the answers; the student's code is elsewhere."""
