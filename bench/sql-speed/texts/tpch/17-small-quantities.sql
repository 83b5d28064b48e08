SELECT sum(l.l_extendedprice) / DECIMAL '7.0' AS yearly_average
FROM lineitem l
INNER JOIN part p ON p.p_partkey = l.l_partkey
WHERE p.p_brand = 'Brand#51'
  AND p.p_container = 'LG DRUM'
  AND l.l_quantity < (
    SELECT DECIMAL '0.25' * avg(same_part.l_quantity)
    FROM lineitem AS same_part
    WHERE same_part.l_partkey = p.p_partkey
  );
