"""Good Partners: courses and quizzes for the two sides that care for a child together."""
