WITH sold AS (
  SELECT i.i_item_id, i.i_item_desc, i.i_category, i.i_class, i.i_current_price,
    sum(ws.ws_ext_sales_price) AS web_revenue
  FROM web_sales ws
  JOIN item i ON i.i_item_sk = ws.ws_item_sk
  JOIN date_dim d ON d.d_date_sk = ws.ws_sold_date_sk
  WHERE i.i_category IN ('Jewelry', 'Sports', 'Books')
    AND d.d_date BETWEEN DATE '2001-01-12' AND date_add('day', 30, DATE '2001-01-12')
  GROUP BY i.i_item_id, i.i_item_desc, i.i_category, i.i_class, i.i_current_price
), by_mail AS (
  SELECT i.i_item_id, sum(cs.cs_ext_sales_price) AS catalog_revenue
  FROM catalog_sales cs
  JOIN item i ON i.i_item_sk = cs.cs_item_sk
  JOIN date_dim d ON d.d_date_sk = cs.cs_sold_date_sk
  WHERE i.i_category IN ('Jewelry', 'Sports', 'Books')
    AND d.d_date BETWEEN DATE '2001-01-12' AND date_add('day', 30, DATE '2001-01-12')
  GROUP BY i.i_item_id
)
SELECT sold.i_item_id, sold.i_item_desc, sold.i_category, sold.i_class, sold.i_current_price,
  sold.web_revenue, coalesce(by_mail.catalog_revenue, 0) AS catalog_revenue,
  sold.web_revenue * 100 / sum(sold.web_revenue) OVER (PARTITION BY sold.i_class) AS share_of_class,
  sold.web_revenue * 100 / sum(sold.web_revenue) OVER (PARTITION BY sold.i_category) AS share_of_category,
  avg(sold.i_current_price) OVER (
    PARTITION BY sold.i_category
    ORDER BY sold.web_revenue DESC
    ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING
  ) AS price_around,
  dense_rank() OVER (PARTITION BY sold.i_category, sold.i_class ORDER BY sold.web_revenue DESC) AS place
FROM sold
LEFT JOIN by_mail ON by_mail.i_item_id = sold.i_item_id
ORDER BY sold.i_category, sold.i_class, sold.i_item_id, sold.i_item_desc, share_of_class
LIMIT 100;
