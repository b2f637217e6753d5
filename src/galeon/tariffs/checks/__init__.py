"""What is wrong with a version, and what a person should see before it is published."""
