WITH candidates AS (
  SELECT substr(c.c_phone, 1, 2) AS prefix, c.c_acctbal AS balance, c.c_custkey AS custkey
  FROM customer c
  WHERE substr(c.c_phone, 1, 2) IN ('11', '14', '19', '24', '27', '32', '34')
)
SELECT prefix, count(*) AS customers, sum(balance) AS total_balance
FROM candidates
WHERE balance > (SELECT avg(known.balance) FROM candidates known WHERE known.balance > DECIMAL '0.00')
  AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.o_custkey = candidates.custkey)
GROUP BY prefix
ORDER BY prefix;
