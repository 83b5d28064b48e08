SELECT sum(l_extendedprice * l_discount) AS given_away
FROM lineitem
WHERE l_shipdate >= DATE '1996-01-01'
  AND l_shipdate < DATE '1996-01-01' + INTERVAL '1' YEAR
  AND l_discount BETWEEN DECIMAL '0.04' AND DECIMAL '0.08'
  AND l_quantity < 30;
