WITH sold AS (
  SELECT extract(year FROM o.o_orderdate) AS sold_in, sn.n_name AS nation,
    l.l_extendedprice * (1 - l.l_discount) AS volume
  FROM part p
  JOIN lineitem l ON l.l_partkey = p.p_partkey
  JOIN supplier s ON s.s_suppkey = l.l_suppkey
  JOIN orders o ON o.o_orderkey = l.l_orderkey
  JOIN customer c ON c.c_custkey = o.o_custkey
  JOIN nation cn ON cn.n_nationkey = c.c_nationkey
  JOIN region r ON r.r_regionkey = cn.n_regionkey
  JOIN nation sn ON sn.n_nationkey = s.s_nationkey
  WHERE r.r_name = 'EUROPE'
    AND p.p_type = 'STANDARD PLATED TIN'
    AND o.o_orderdate >= DATE '1995-01-01' AND o.o_orderdate < DATE '1997-01-01'
)
SELECT sold_in,
  sum(CASE nation WHEN 'GERMANY' THEN volume ELSE 0 END) / nullif(sum(volume), 0) AS market_share
FROM sold
GROUP BY sold_in
ORDER BY sold_in;
