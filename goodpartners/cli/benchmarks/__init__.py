"""What `goodpartners bench` is made of: the load, the journeys, the servers, the measures and the report."""
