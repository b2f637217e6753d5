-- Rows of one chunk as `bulk_copy.read_rows` reads them.
COPY (
  SELECT no, side, service_id, account, level, agent_id, supplier, currency, country, postcode, region, city, origin,
         cargo_class, pieces, CASE WHEN options <> '{}' THEN to_json(options) END, values_minor,
         CASE WHEN containers <> '{}' THEN to_json(containers) END, at, ordered_at
    FROM price_run_row WHERE run_id = %(run)s AND no >= %(from)s AND no < %(to)s ORDER BY no
) TO STDOUT (NULL '')
