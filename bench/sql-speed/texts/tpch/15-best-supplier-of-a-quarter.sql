WITH earned (supplier_no, revenue) AS (
  SELECT l_suppkey, sum(l_extendedprice * (1 - l_discount))
  FROM lineitem
  WHERE l_shipdate >= DATE '1997-04-01'
    AND l_shipdate < DATE '1997-04-01' + INTERVAL '3' MONTH
  GROUP BY l_suppkey
), ranked AS (
  SELECT supplier_no, revenue, rank() OVER (ORDER BY revenue DESC) AS place
  FROM earned
)
SELECT s.s_suppkey, s.s_name, s.s_address, s.s_phone, ranked.revenue
FROM ranked
JOIN supplier s ON s.s_suppkey = ranked.supplier_no
WHERE ranked.place = 1
ORDER BY s.s_suppkey;
