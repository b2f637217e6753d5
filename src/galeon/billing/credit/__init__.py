"""How much an account may owe: limits, raises, arrears and what they stop."""
