"""Courses, quizzes and the glossary: from files on disk to values, with a list of what is wrong."""
