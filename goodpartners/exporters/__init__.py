"""Values to bytes: one module a standard; no network, no database."""
