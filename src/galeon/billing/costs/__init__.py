"""What carriage costs us: shared bills allocated to waybills, and what each waybill earns."""
