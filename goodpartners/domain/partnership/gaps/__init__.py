"""What the gap survey says: its results, their words and the values its pictures are drawn from."""
