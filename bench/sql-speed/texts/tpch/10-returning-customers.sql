SELECT c.c_custkey, c.c_name, n.n_name, c.c_acctbal, c.c_address, c.c_phone,
  sum(l.l_extendedprice * (1 - l.l_discount)) AS lost_revenue
FROM customer c
LEFT JOIN nation n ON n.n_nationkey = c.c_nationkey
INNER JOIN orders o ON o.o_custkey = c.c_custkey
INNER JOIN lineitem l ON l.l_orderkey = o.o_orderkey
WHERE o.o_orderdate >= DATE '1994-04-01'
  AND o.o_orderdate < DATE '1994-04-01' + INTERVAL '3' MONTH
  AND l.l_returnflag = 'R'
GROUP BY c.c_custkey, c.c_name, n.n_name, c.c_acctbal, c.c_address, c.c_phone
ORDER BY lost_revenue DESC
FETCH FIRST 30 ROWS ONLY;
