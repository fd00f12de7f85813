"""What the product knows, as pure values and functions: no disk, no clock, no database, no web."""
