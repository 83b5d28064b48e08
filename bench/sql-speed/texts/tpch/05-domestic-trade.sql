SELECT n.n_name AS nation, sum(l.l_extendedprice * (1 - l.l_discount)) AS domestic_revenue
FROM region r
JOIN nation n ON n.n_regionkey = r.r_regionkey
JOIN customer c ON c.c_nationkey = n.n_nationkey
JOIN orders o ON o.o_custkey = c.c_custkey
JOIN lineitem l ON l.l_orderkey = o.o_orderkey
JOIN supplier s ON s.s_suppkey = l.l_suppkey AND s.s_nationkey = c.c_nationkey
WHERE r.r_name = 'AMERICA'
  AND o.o_orderdate >= DATE '1993-01-01'
  AND o.o_orderdate < DATE '1993-01-01' + INTERVAL '12' MONTH
GROUP BY n.n_name
ORDER BY domestic_revenue DESC;
