SELECT s.s_name, count(*) AS orders_held_up
FROM supplier s
JOIN lineitem held ON held.l_suppkey = s.s_suppkey
JOIN orders o ON o.o_orderkey = held.l_orderkey AND o.o_orderstatus = 'F'
JOIN nation n ON n.n_nationkey = s.s_nationkey
WHERE n.n_name = 'EGYPT'
  AND held.l_receiptdate > held.l_commitdate
  AND EXISTS (
    SELECT * FROM lineitem l2
    WHERE l2.l_orderkey = held.l_orderkey AND l2.l_suppkey <> held.l_suppkey
  )
  AND NOT EXISTS (
    SELECT * FROM lineitem l3
    WHERE l3.l_orderkey = held.l_orderkey AND l3.l_suppkey <> held.l_suppkey
      AND l3.l_receiptdate > l3.l_commitdate
  )
GROUP BY s.s_name
ORDER BY orders_held_up DESC, s.s_name
LIMIT 60;
