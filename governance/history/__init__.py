"""What was known when: the trail, its sentences, the past, and the proof that nobody rewrote it."""
