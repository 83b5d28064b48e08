WITH returned AS (
  SELECT sr.sr_customer_sk AS customer_sk, sr.sr_store_sk AS store_sk,
    sum(sr.sr_return_amt_inc_tax) AS total, count(*) AS tickets
  FROM store_returns sr
  JOIN date_dim d ON d.d_date_sk = sr.sr_returned_date_sk
  WHERE d.d_year = 2001 AND d.d_moy BETWEEN 2 AND 7
  GROUP BY sr.sr_customer_sk, sr.sr_store_sk
), usual AS (
  SELECT store_sk, avg(total) AS mean_total, stddev_samp(total) AS spread,
    approx_percentile(total, DECIMAL '0.9') AS ninth_tenth
  FROM returned
  GROUP BY store_sk
), unusual AS (
  SELECT r.customer_sk, r.store_sk, r.total, r.tickets,
    (r.total - u.mean_total) / nullif(u.spread, 0) AS distance,
    CASE WHEN r.total > u.ninth_tenth THEN 'top tenth' WHEN r.total > u.mean_total THEN 'above' ELSE 'below' END AS place
  FROM returned r
  JOIN usual u ON u.store_sk = r.store_sk
  WHERE r.total > DECIMAL '1.3' * u.mean_total
)
SELECT s.s_store_name, s.s_city, s.s_state, c.c_customer_id, c.c_last_name, c.c_first_name,
  ca.ca_city, unusual.total, unusual.tickets, unusual.place, round(unusual.distance, 2) AS distance,
  row_number() OVER (PARTITION BY s.s_store_sk ORDER BY unusual.total DESC, c.c_customer_id) AS rank_in_store
FROM unusual
JOIN store s ON s.s_store_sk = unusual.store_sk
JOIN customer c ON c.c_customer_sk = unusual.customer_sk
LEFT JOIN customer_address ca ON ca.ca_address_sk = c.c_current_addr_sk
WHERE s.s_state IN ('TN', 'GA', 'OH', 'TX')
  AND (ca.ca_country IS NULL OR ca.ca_country = 'United States')
ORDER BY s.s_store_name, rank_in_store
LIMIT 200;
