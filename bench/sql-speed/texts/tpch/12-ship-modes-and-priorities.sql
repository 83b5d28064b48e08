SELECT l.l_shipmode AS mode,
  count(*) FILTER (WHERE o.o_orderpriority IN ('1-URGENT', '2-HIGH')) AS urgent_lines,
  count(*) FILTER (WHERE o.o_orderpriority NOT IN ('1-URGENT', '2-HIGH')) AS other_lines
FROM orders o
JOIN lineitem l ON l.l_orderkey = o.o_orderkey
WHERE l.l_shipmode IN ('TRUCK', 'RAIL')
  AND l.l_commitdate < l.l_receiptdate
  AND l.l_shipdate < l.l_commitdate
  AND l.l_receiptdate >= DATE '1997-01-01' AND l.l_receiptdate < DATE '1998-01-01'
GROUP BY l.l_shipmode
ORDER BY l.l_shipmode;
