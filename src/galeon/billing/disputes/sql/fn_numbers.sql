-- Numbers people say on the phone; a gap does no harm.
CREATE SEQUENCE IF NOT EXISTS dispute_number_seq START 1001;
