SELECT orders_placed, count(*) AS customers
FROM (
  SELECT c.c_custkey, count(o.o_orderkey)
  FROM customer c
  LEFT OUTER JOIN orders o
    ON o.o_custkey = c.c_custkey AND o.o_comment NOT LIKE '%pending%deposits%'
  GROUP BY c.c_custkey
) AS per_customer (custkey, orders_placed)
GROUP BY orders_placed
ORDER BY customers DESC, orders_placed DESC;
