WITH RECURSIVE months (month_seq, step) AS (
  SELECT min(d_month_seq), 1 FROM date_dim WHERE d_year = 2000
  UNION ALL
  SELECT month_seq + 1, step + 1 FROM months WHERE step < 12
), results AS (
  SELECT i.i_category AS category, i.i_class AS class, i.i_brand AS brand, i.i_product_name AS product,
    d.d_year AS in_year, d.d_qoy AS quarter, months.step AS step, s.s_store_id AS store_id,
    sum(coalesce(ss.ss_sales_price * ss.ss_quantity, 0)) AS sales,
    sum(ss.ss_net_profit) / nullif(sum(ss.ss_ext_sales_price), 0) AS margin
  FROM store_sales ss
  JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
  JOIN months ON months.month_seq = d.d_month_seq
  JOIN store s ON s.s_store_sk = ss.ss_store_sk
  JOIN item i ON i.i_item_sk = ss.ss_item_sk
  GROUP BY ROLLUP (i.i_category, i.i_class, i.i_brand, i.i_product_name, d.d_year, d.d_qoy, months.step, s.s_store_id)
), ranked AS (
  SELECT results.*, rank() OVER (PARTITION BY category ORDER BY sales DESC) AS place,
    sales - avg(sales) OVER (PARTITION BY category, class) AS above_class,
    sales / nullif(max(sales) OVER (PARTITION BY category, class, brand), 0) AS of_best_in_brand
  FROM results
)
SELECT category, class, brand, product, in_year, quarter, step, store_id, sales, margin, place, above_class,
  CASE
    WHEN category IS NULL THEN 0
    WHEN class IS NULL THEN 1
    WHEN brand IS NULL THEN 2
    WHEN product IS NULL THEN 3
    ELSE 4
  END AS depth,
  json_object('category' : category, 'class' : class, 'sales' : CAST(sales AS varchar) ABSENT ON NULL) AS as_json
FROM ranked
WHERE place <= 100
  AND (of_best_in_brand IS NULL OR of_best_in_brand BETWEEN 0.1 AND 1)
  AND NOT (margin < 0 AND above_class < 0)
ORDER BY category, class, brand, product, in_year, quarter, step, store_id, sales, place
LIMIT 100;
