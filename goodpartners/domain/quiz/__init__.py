"""The quiz engine's rules: items, responses, marking, behaviours, selection and attempts."""
