SELECT id FROM bag WHERE id = ANY (%(bags)s::bigint[]) ORDER BY id FOR UPDATE
