"""The command line: thin groups over the same functions that the pages use."""
