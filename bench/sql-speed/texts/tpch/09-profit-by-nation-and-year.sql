SELECT nation, sold_in, sum(profit) AS profit
FROM (
  SELECT n.n_name AS nation, year(o.o_orderdate) AS sold_in,
    l.l_extendedprice * (1 - l.l_discount) - ps.ps_supplycost * l.l_quantity AS profit
  FROM lineitem l
  JOIN part p ON p.p_partkey = l.l_partkey AND p.p_name LIKE '%lemon%'
  JOIN partsupp ps ON ps.ps_partkey = l.l_partkey AND ps.ps_suppkey = l.l_suppkey
  JOIN supplier s ON s.s_suppkey = l.l_suppkey
  JOIN nation n ON n.n_nationkey = s.s_nationkey
  JOIN orders o ON o.o_orderkey = l.l_orderkey
) AS lines
GROUP BY nation, sold_in
ORDER BY nation ASC, sold_in DESC;
