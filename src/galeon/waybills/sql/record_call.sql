SELECT i, verdict, state FROM waybills_record(%s::bigint[], %s::bigint[], %s::smallint[], %s::text[], %s::text[],
  %s::bigint[], %s::text[], %s::bigint[], %s::text[], %s)
