WITH yearly (customer_id, first_name, last_name, preferred, country, sold_in, channel, total) AS (
  SELECT c.c_customer_id, c.c_first_name, c.c_last_name, c.c_preferred_cust_flag, c.c_birth_country, d.d_year, 'store',
    sum(ss.ss_ext_list_price - ss.ss_ext_wholesale_cost - ss.ss_ext_discount_amt + ss.ss_ext_sales_price)
  FROM customer c
  JOIN store_sales ss ON ss.ss_customer_sk = c.c_customer_sk
  JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
  GROUP BY c.c_customer_id, c.c_first_name, c.c_last_name, c.c_preferred_cust_flag, c.c_birth_country, d.d_year
  UNION ALL
  SELECT c.c_customer_id, c.c_first_name, c.c_last_name, c.c_preferred_cust_flag, c.c_birth_country, d.d_year, 'catalog',
    sum(cs.cs_ext_list_price - cs.cs_ext_wholesale_cost - cs.cs_ext_discount_amt + cs.cs_ext_sales_price)
  FROM customer c
  JOIN catalog_sales cs ON cs.cs_bill_customer_sk = c.c_customer_sk
  JOIN date_dim d ON d.d_date_sk = cs.cs_sold_date_sk
  GROUP BY c.c_customer_id, c.c_first_name, c.c_last_name, c.c_preferred_cust_flag, c.c_birth_country, d.d_year
  UNION ALL
  SELECT c.c_customer_id, c.c_first_name, c.c_last_name, c.c_preferred_cust_flag, c.c_birth_country, d.d_year, 'web',
    sum(ws.ws_ext_list_price - ws.ws_ext_wholesale_cost - ws.ws_ext_discount_amt + ws.ws_ext_sales_price)
  FROM customer c
  JOIN web_sales ws ON ws.ws_bill_customer_sk = c.c_customer_sk
  JOIN date_dim d ON d.d_date_sk = ws.ws_sold_date_sk
  GROUP BY c.c_customer_id, c.c_first_name, c.c_last_name, c.c_preferred_cust_flag, c.c_birth_country, d.d_year
)
SELECT store_after.customer_id, store_after.first_name, store_after.last_name, store_after.preferred,
  store_after.country,
  web_after.total / web_before.total AS web_growth,
  catalog_after.total / catalog_before.total AS catalog_growth,
  store_after.total / store_before.total AS store_growth
FROM yearly store_before
JOIN yearly store_after ON store_after.customer_id = store_before.customer_id
JOIN yearly catalog_before ON catalog_before.customer_id = store_before.customer_id
JOIN yearly catalog_after ON catalog_after.customer_id = store_before.customer_id
JOIN yearly web_before ON web_before.customer_id = store_before.customer_id
JOIN yearly web_after ON web_after.customer_id = store_before.customer_id
WHERE store_before.channel = 'store' AND store_after.channel = 'store'
  AND catalog_before.channel = 'catalog' AND catalog_after.channel = 'catalog'
  AND web_before.channel = 'web' AND web_after.channel = 'web'
  AND store_before.sold_in = 2000 AND store_after.sold_in = 2001
  AND catalog_before.sold_in = 2000 AND catalog_after.sold_in = 2001
  AND web_before.sold_in = 2000 AND web_after.sold_in = 2001
  AND store_before.total > 0 AND catalog_before.total > 0 AND web_before.total > 0
  AND web_after.total / web_before.total
    > greatest(catalog_after.total / catalog_before.total, store_after.total / store_before.total)
ORDER BY 1, 2, 3
LIMIT 100;
