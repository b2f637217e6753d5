-- The rule that taxes a fee for a customer on a day: of those that fit, the most particular (fee before country before
-- tax number), of alike ones the newest. No row: it is not taxed. What is only passed through, or paid because
-- something was lost, is taxed by no rule that does not name it.
CREATE OR REPLACE FUNCTION billing_tax_rule(p_entity bigint, p_country text, p_has_number bool, p_code text, p_day date)
RETURNS TABLE (category text, percent numeric, reason text) LANGUAGE sql STABLE AS $$
  SELECT r.category, r.percent, r.reason FROM tax_rule r
   WHERE r.entity_id = p_entity AND r.valid_from <= p_day AND (r.valid_to IS NULL OR r.valid_to >= p_day)
     AND (r.code = p_code OR r.code = '' AND p_code NOT IN ('duty', 'import_vat', 'tax', 'compensation'))
     AND r.country IN (p_country, '') AND (r.has_tax_number IS NULL OR r.has_tax_number = p_has_number)
   ORDER BY r.code <> '' DESC, r.country <> '' DESC, r.has_tax_number IS NOT NULL DESC, r.valid_from DESC, r.id DESC
   LIMIT 1
$$;
