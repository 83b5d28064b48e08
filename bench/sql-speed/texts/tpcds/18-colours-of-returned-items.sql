WITH paid_back AS (
  SELECT c.c_last_name AS last_name, c.c_first_name AS first_name, s.s_store_name AS store_name,
    ca.ca_state AS home_state, s.s_state AS store_state, i.i_color AS color, i.i_current_price AS price,
    i.i_manager_id AS manager_id, i.i_units AS units, i.i_size AS size,
    sum(ss.ss_net_paid_inc_tax) AS net_paid,
    sum(sr.sr_return_amt_inc_tax) AS given_back
  FROM store_sales ss
  JOIN store_returns sr ON sr.sr_ticket_number = ss.ss_ticket_number AND sr.sr_item_sk = ss.ss_item_sk
  JOIN store s ON s.s_store_sk = ss.ss_store_sk
  JOIN item i ON i.i_item_sk = ss.ss_item_sk
  JOIN customer c ON c.c_customer_sk = ss.ss_customer_sk
  JOIN customer_address ca ON ca.ca_address_sk = c.c_current_addr_sk
  WHERE c.c_birth_country <> upper(ca.ca_country)
    AND s.s_zip = ca.ca_zip
    AND s.s_market_id IN (4, 9)
  GROUP BY c.c_last_name, c.c_first_name, s.s_store_name, ca.ca_state, s.s_state, i.i_color,
    i.i_current_price, i.i_manager_id, i.i_units, i.i_size
), per_color AS (
  SELECT last_name, first_name, store_name, color, sum(net_paid) AS paid, sum(given_back) AS given_back,
    array_agg(DISTINCT size) FILTER (WHERE size <> 'N/A') AS sizes
  FROM paid_back
  WHERE color IN ('plum', 'ivory', 'khaki', 'tomato', 'azure')
  GROUP BY last_name, first_name, store_name, color
)
SELECT last_name, first_name, store_name, color, paid, given_back, cardinality(sizes) AS size_count,
  transform(sizes, one -> lower(trim(one))) AS size_names,
  reduce(sizes, 0, (total, one) -> total + length(one), total -> total) AS characters,
  percent_rank() OVER (PARTITION BY store_name ORDER BY paid DESC) AS place
FROM per_color
WHERE paid > (SELECT DECIMAL '0.08' * avg(net_paid) FROM paid_back)
  AND any_match(sizes, one -> one LIKE '%large%')
ORDER BY last_name, first_name, store_name;
