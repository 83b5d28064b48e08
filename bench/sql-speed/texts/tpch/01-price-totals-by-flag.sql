SELECT
  l.l_returnflag AS flag,
  l.l_linestatus AS status,
  count(*) AS line_count,
  sum(l.l_quantity) AS units,
  sum(l.l_extendedprice) AS gross,
  sum(l.l_extendedprice * (1 - l.l_discount)) AS net,
  sum(l.l_extendedprice * (1 - l.l_discount) * (1 + l.l_tax)) AS billed,
  avg(l.l_quantity) AS mean_units,
  avg(l.l_discount) AS mean_discount
FROM lineitem l
WHERE l.l_shipdate < date_add('day', -75, DATE '1998-12-15')
GROUP BY l.l_returnflag, l.l_linestatus
ORDER BY flag, status;
