"""Use cases as functions: session first, keyword-only `actor`, `now` last; they flush and never commit."""
