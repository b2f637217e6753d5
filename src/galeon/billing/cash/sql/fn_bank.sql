-- Journals that a line of the bank answers for: payments made of it (and what took them back), those a person had typed and it
-- was matched to, what it was booked by (and what took that back), what stood in the books and it was said to be.
DROP VIEW IF EXISTS v_billing_bank_answered;
CREATE VIEW v_billing_bank_answered AS
SELECT 'payment:' || m.payment_id AS source, m.line_id FROM bank_match m
 WHERE m.is_made OR m.undoes_id IS NULL
   AND NOT EXISTS (SELECT FROM bank_match u WHERE u.account_id = m.account_id AND u.undoes_id = m.id)
UNION ALL
SELECT b.source, b.line_id FROM bank_booking b
 WHERE b.is_made OR b.undoes_id IS NULL AND NOT EXISTS (SELECT FROM bank_booking u WHERE u.undoes_id = b.id);

-- Movements of our bank accounts as they count: without what is in another currency, and without doubles nobody vouched for.
DROP VIEW IF EXISTS v_billing_bank_movement;
CREATE VIEW v_billing_bank_movement AS
SELECT id, bank_account_id, booked_on, amount_minor, state FROM bank_line
 WHERE fault = '' AND (twin_id IS NULL OR is_distinct OR state IN ('matched', 'booked'));
