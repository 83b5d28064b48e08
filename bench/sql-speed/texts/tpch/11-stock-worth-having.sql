WITH stock AS (
  SELECT ps.ps_partkey AS part, ps.ps_supplycost * ps.ps_availqty AS worth
  FROM partsupp ps
  JOIN supplier s ON s.s_suppkey = ps.ps_suppkey
  JOIN nation n ON n.n_nationkey = s.s_nationkey
  WHERE n.n_name = 'JAPAN'
)
SELECT part, sum(worth) AS worth
FROM stock
GROUP BY part
HAVING sum(worth) > (SELECT sum(worth) * DECIMAL '0.0002' FROM stock)
ORDER BY worth DESC;
