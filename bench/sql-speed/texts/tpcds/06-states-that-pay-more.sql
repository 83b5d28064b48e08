WITH chosen_month AS (
  SELECT DISTINCT d_month_seq AS month_seq FROM date_dim WHERE d_year = 2002 AND d_moy = 3
), category_mean AS (
  SELECT i_category AS category, avg(i_current_price) AS mean_price, min_by(i_item_id, i_current_price) AS cheapest_item,
    max_by(i_item_id, i_current_price) AS dearest_item
  FROM item
  WHERE i_category IS NOT NULL
  GROUP BY i_category
), dear_sales AS (
  SELECT a.ca_state AS state, a.ca_county AS county, c.c_customer_sk, ss.ss_ticket_number AS ticket,
    i.i_category AS category, i.i_current_price / m.mean_price AS price_ratio, m.dearest_item
  FROM customer_address a
  JOIN customer c ON c.c_current_addr_sk = a.ca_address_sk
  JOIN store_sales ss ON ss.ss_customer_sk = c.c_customer_sk
  JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
  JOIN item i ON i.i_item_sk = ss.ss_item_sk
  JOIN category_mean m ON m.category = i.i_category
  WHERE d.d_month_seq = (SELECT month_seq FROM chosen_month)
    AND i.i_current_price > DECIMAL '1.2' * m.mean_price
)
SELECT state,
  count(*) AS dear_lines,
  count(DISTINCT c_customer_sk) AS customers,
  count(DISTINCT county) AS counties,
  avg(price_ratio) AS mean_ratio,
  array_agg(DISTINCT category ORDER BY category) AS categories,
  element_at(map_agg(category, dearest_item), 'Music') AS dearest_music,
  listagg(DISTINCT substr(category, 1, 3), '/') WITHIN GROUP (ORDER BY substr(category, 1, 3)) AS short_names
FROM dear_sales
GROUP BY state
HAVING count(*) >= 10
ORDER BY dear_lines, state
LIMIT 100;
