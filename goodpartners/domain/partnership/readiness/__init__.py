"""What the readiness quiz says: a person’s own result, and what a pair sees."""
