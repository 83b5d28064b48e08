SELECT s.s_name, s.s_address
FROM supplier s
WHERE s.s_nationkey = (SELECT n.n_nationkey FROM nation n WHERE n.n_name = 'BRAZIL')
  AND s.s_suppkey IN (
    SELECT ps.ps_suppkey
    FROM partsupp ps
    WHERE ps.ps_partkey IN (SELECT p.p_partkey FROM part p WHERE p.p_name LIKE 'azure%')
      AND ps.ps_availqty > (
        SELECT sum(l.l_quantity) / 2
        FROM lineitem l
        WHERE l.l_partkey = ps.ps_partkey
          AND l.l_suppkey = ps.ps_suppkey
          AND year(l.l_shipdate) = 1995
      )
  )
ORDER BY s.s_name;
