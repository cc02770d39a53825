"""Staff, their groups, and the topics and cards that they see."""
