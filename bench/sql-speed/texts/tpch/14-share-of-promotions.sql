SELECT
  DECIMAL '100.00'
    * sum(if(p.p_type LIKE 'PROMO%', l.l_extendedprice * (1 - l.l_discount), 0))
    / sum(l.l_extendedprice * (1 - l.l_discount)) AS promotion_percent
FROM lineitem l
JOIN part p ON p.p_partkey = l.l_partkey
WHERE l.l_shipdate >= DATE '1994-11-01'
  AND l.l_shipdate < DATE '1994-11-01' + INTERVAL '1' MONTH;
