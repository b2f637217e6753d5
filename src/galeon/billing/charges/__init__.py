"""What customers are charged, why, and what is still due."""
