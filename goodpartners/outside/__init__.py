"""What talks to other systems: one port each, and a real peer in the tests."""
