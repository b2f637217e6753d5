-- A customer brings sheets and sees how far they are.
GRANT SELECT, INSERT, UPDATE (next_line, placed, existing, faulty, finished_at) ON sheet_batch TO galeon_customer;
