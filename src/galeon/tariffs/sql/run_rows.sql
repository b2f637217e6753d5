-- Rows of one chunk as `bulk_copy.read_rows` reads them.
COPY (
  SELECT no, side, service_id, level, currency, country, cargo_class, account, agent_id, supplier, postcode, region, city,
         origin, pieces, CASE WHEN options <> '{}' THEN to_json(options) END, values_minor,
         CASE WHEN containers <> '{}' THEN to_json(containers) END, at, ordered_at
    FROM price_run_row WHERE run_id = %(run)s AND no >= %(from)s AND no < %(to)s
) TO STDOUT (NULL '')
