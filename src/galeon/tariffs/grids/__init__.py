"""A fee as zones by weights, as people edit and compare it. Pure."""
