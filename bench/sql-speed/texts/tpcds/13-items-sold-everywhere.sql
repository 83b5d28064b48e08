WITH everywhere AS (
  SELECT i.i_item_sk AS item_sk
  FROM item i
  JOIN (
    SELECT x.i_brand_id, x.i_class_id, x.i_category_id
    FROM store_sales ss JOIN item x ON x.i_item_sk = ss.ss_item_sk JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
    WHERE d.d_year BETWEEN 1999 AND 2001
    INTERSECT DISTINCT
    SELECT x.i_brand_id, x.i_class_id, x.i_category_id
    FROM catalog_sales cs JOIN item x ON x.i_item_sk = cs.cs_item_sk JOIN date_dim d ON d.d_date_sk = cs.cs_sold_date_sk
    WHERE d.d_year BETWEEN 1999 AND 2001
    INTERSECT DISTINCT
    SELECT x.i_brand_id, x.i_class_id, x.i_category_id
    FROM web_sales ws JOIN item x ON x.i_item_sk = ws.ws_item_sk JOIN date_dim d ON d.d_date_sk = ws.ws_sold_date_sk
    WHERE d.d_year BETWEEN 1999 AND 2001
  ) AS b (brand_id, class_id, category_id)
    ON i.i_brand_id = b.brand_id AND i.i_class_id = b.class_id AND i.i_category_id = b.category_id
), usual_sale (mean) AS (
  SELECT avg(quantity * list_price)
  FROM (
    SELECT ss_quantity AS quantity, ss_list_price AS list_price FROM store_sales
    UNION ALL
    SELECT cs_quantity, cs_list_price FROM catalog_sales
    UNION ALL
    SELECT ws_quantity, ws_list_price FROM web_sales
  ) AS lines
)
SELECT channel, brand_id, class_id, category_id, sum(sales) AS sales, sum(number_sales) AS number_sales
FROM (
  SELECT 'store' AS channel, i.i_brand_id AS brand_id, i.i_class_id AS class_id, i.i_category_id AS category_id,
    sum(ss.ss_quantity * ss.ss_list_price) AS sales, count(*) AS number_sales
  FROM store_sales ss JOIN item i ON i.i_item_sk = ss.ss_item_sk JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
  WHERE ss.ss_item_sk IN (SELECT item_sk FROM everywhere) AND d.d_year = 2001 AND d.d_moy = 12
  GROUP BY i.i_brand_id, i.i_class_id, i.i_category_id
  HAVING sum(ss.ss_quantity * ss.ss_list_price) > (SELECT mean FROM usual_sale)
  UNION ALL
  SELECT 'catalog', i.i_brand_id, i.i_class_id, i.i_category_id, sum(cs.cs_quantity * cs.cs_list_price), count(*)
  FROM catalog_sales cs JOIN item i ON i.i_item_sk = cs.cs_item_sk JOIN date_dim d ON d.d_date_sk = cs.cs_sold_date_sk
  WHERE cs.cs_item_sk IN (SELECT item_sk FROM everywhere) AND d.d_year = 2001 AND d.d_moy = 12
  GROUP BY i.i_brand_id, i.i_class_id, i.i_category_id
  HAVING sum(cs.cs_quantity * cs.cs_list_price) > (SELECT mean FROM usual_sale)
  UNION ALL
  SELECT 'web', i.i_brand_id, i.i_class_id, i.i_category_id, sum(ws.ws_quantity * ws.ws_list_price), count(*)
  FROM web_sales ws JOIN item i ON i.i_item_sk = ws.ws_item_sk JOIN date_dim d ON d.d_date_sk = ws.ws_sold_date_sk
  WHERE ws.ws_item_sk IN (SELECT item_sk FROM everywhere) AND d.d_year = 2001 AND d.d_moy = 12
  GROUP BY i.i_brand_id, i.i_class_id, i.i_category_id
  HAVING sum(ws.ws_quantity * ws.ws_list_price) > (SELECT mean FROM usual_sale)
) AS by_channel
GROUP BY ROLLUP (channel, brand_id, class_id, category_id)
ORDER BY channel, brand_id, class_id, category_id
LIMIT 100;
