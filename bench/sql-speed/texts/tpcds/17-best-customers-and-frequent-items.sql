WITH frequent AS (
  SELECT substr(i.i_item_desc, 1, 30) AS description, i.i_item_sk AS item_sk, d.d_date AS sold_on, count(*) AS times
  FROM store_sales ss
  JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
  JOIN item i ON i.i_item_sk = ss.ss_item_sk
  WHERE d.d_year IN (1998, 1998 + 1, 1998 + 2)
  GROUP BY substr(i.i_item_desc, 1, 30), i.i_item_sk, d.d_date
  HAVING count(*) > 4
), spent AS (
  SELECT c.c_customer_sk AS customer_sk, sum(ss.ss_quantity * ss.ss_sales_price) AS total
  FROM store_sales ss
  JOIN customer c ON c.c_customer_sk = ss.ss_customer_sk
  JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
  WHERE d.d_year BETWEEN 1998 AND 2000
  GROUP BY c.c_customer_sk
), best AS (
  SELECT customer_sk, total
  FROM spent
  WHERE total > (SELECT DECIMAL '0.95' * max(total) FROM spent)
), lines AS (
  SELECT c.c_last_name AS last_name, c.c_first_name AS first_name, 'catalog' AS channel,
    sum(cs.cs_quantity * cs.cs_list_price) AS sales
  FROM catalog_sales cs
  JOIN customer c ON c.c_customer_sk = cs.cs_bill_customer_sk
  JOIN date_dim d ON d.d_date_sk = cs.cs_sold_date_sk
  WHERE d.d_year = 1999 AND d.d_moy = 11
    AND cs.cs_item_sk IN (SELECT item_sk FROM frequent)
    AND cs.cs_bill_customer_sk IN (SELECT customer_sk FROM best)
  GROUP BY c.c_last_name, c.c_first_name
  UNION ALL
  SELECT c.c_last_name, c.c_first_name, 'web', sum(ws.ws_quantity * ws.ws_list_price)
  FROM web_sales ws
  JOIN customer c ON c.c_customer_sk = ws.ws_bill_customer_sk
  JOIN date_dim d ON d.d_date_sk = ws.ws_sold_date_sk
  WHERE d.d_year = 1999 AND d.d_moy = 11
    AND ws.ws_item_sk IN (SELECT item_sk FROM frequent)
    AND ws.ws_bill_customer_sk IN (SELECT customer_sk FROM best)
  GROUP BY c.c_last_name, c.c_first_name
)
SELECT last_name, first_name, channel, sales, sum(sales) OVER (PARTITION BY last_name, first_name) AS of_both
FROM lines
ORDER BY last_name, first_name, sales DESC
LIMIT 100;
