UPDATE bag SET state = 'loaded', master_id = %(master)s WHERE id = ANY (%(bags)s::bigint[])
