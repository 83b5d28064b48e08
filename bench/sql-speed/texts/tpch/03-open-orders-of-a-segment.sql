SELECT o.o_orderkey, o.o_orderdate, o.o_shippriority,
  sum(l.l_extendedprice - l.l_extendedprice * l.l_discount) AS waiting_revenue
FROM customer c, orders o, lineitem l
WHERE c.c_mktsegment = 'MACHINERY'
  AND o.o_custkey = c.c_custkey
  AND l.l_orderkey = o.o_orderkey
  AND o.o_orderdate < DATE '1996-07-09'
  AND l.l_shipdate >= DATE '1996-07-09'
GROUP BY o.o_orderkey, o.o_orderdate, o.o_shippriority
ORDER BY waiting_revenue DESC, o.o_orderdate
LIMIT 25;
