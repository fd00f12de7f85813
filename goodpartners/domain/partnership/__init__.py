"""What a pair answers together: questionnaires, the gate for their results, and what the results say."""
