SELECT sum(l.l_extendedprice * (1 - l.l_discount)) AS revenue
FROM lineitem l, part p
WHERE l.l_partkey = p.p_partkey
  AND l.l_shipmode IN ('AIR', 'REG AIR')
  AND l.l_shipinstruct = 'DELIVER IN PERSON'
  AND (
    (p.p_brand = 'Brand#15' AND p.p_container IN ('SM BAG', 'SM JAR') AND l.l_quantity BETWEEN 5 AND 14 AND p.p_size <= 6)
    OR (p.p_brand = 'Brand#31' AND p.p_container IN ('MED BOX', 'MED CAN') AND l.l_quantity BETWEEN 12 AND 24 AND p.p_size <= 11)
    OR (p.p_brand = 'Brand#44' AND p.p_container IN ('LG CASE', 'LG PKG') AND l.l_quantity BETWEEN 22 AND 35 AND p.p_size <= 17)
  );
