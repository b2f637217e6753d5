"""What customers answer to their lines: confirm, dispute, claim; and debts given up."""
