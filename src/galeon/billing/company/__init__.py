"""The company's own money: books by entity, mode and month, cash on delivery, moving in, exports."""
