SELECT o.o_orderpriority AS priority, count(*) AS orders_with_a_late_line
FROM orders o
WHERE o.o_orderdate BETWEEN DATE '1995-10-01' AND DATE '1995-12-31'
  AND EXISTS (
    SELECT 1
    FROM lineitem late
    WHERE late.l_orderkey = o.o_orderkey
      AND late.l_receiptdate > late.l_commitdate
  )
GROUP BY o.o_orderpriority
ORDER BY 1;
