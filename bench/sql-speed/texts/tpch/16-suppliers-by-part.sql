SELECT p.p_brand, p.p_type, p.p_size, count(DISTINCT ps.ps_suppkey) AS suppliers
FROM partsupp ps
JOIN part p ON p.p_partkey = ps.ps_partkey
WHERE p.p_brand <> 'Brand#23'
  AND NOT p.p_type LIKE 'ECONOMY BRUSHED%'
  AND p.p_size IN (4, 8, 15, 16, 23, 31, 38, 42)
  AND ps.ps_suppkey NOT IN (
    SELECT s.s_suppkey FROM supplier s WHERE regexp_like(s.s_comment, 'Customer.*Complaints')
  )
GROUP BY p.p_brand, p.p_type, p.p_size
ORDER BY suppliers DESC, p.p_brand, p.p_type, p.p_size;
