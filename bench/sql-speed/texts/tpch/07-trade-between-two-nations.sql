SELECT seller, buyer, shipped_in, sum(volume) AS volume
FROM (
  SELECT sn.n_name AS seller, cn.n_name AS buyer, year(l.l_shipdate) AS shipped_in,
    l.l_extendedprice * (1 - l.l_discount) AS volume
  FROM lineitem l
  JOIN supplier s ON s.s_suppkey = l.l_suppkey
  JOIN orders o ON o.o_orderkey = l.l_orderkey
  JOIN customer c ON c.c_custkey = o.o_custkey
  JOIN nation sn ON sn.n_nationkey = s.s_nationkey
  JOIN nation cn ON cn.n_nationkey = c.c_nationkey
  WHERE (sn.n_name, cn.n_name) IN (('PERU', 'KENYA'), ('KENYA', 'PERU'))
    AND l.l_shipdate BETWEEN DATE '1994-01-01' AND DATE '1995-12-31'
) AS shipments
GROUP BY seller, buyer, shipped_in
ORDER BY seller, buyer, shipped_in;
