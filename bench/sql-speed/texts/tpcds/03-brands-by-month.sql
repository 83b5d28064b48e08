SELECT d.d_year, d.d_moy, i.i_brand_id AS brand_id, i.i_brand AS brand, i.i_manufact AS manufacturer,
  sum(ss.ss_ext_sales_price) AS revenue,
  sum(ss.ss_ext_discount_amt) AS discount,
  sum(ss.ss_quantity) AS units,
  count(DISTINCT ss.ss_ticket_number) AS tickets,
  grouping(d.d_year, d.d_moy, i.i_brand_id) AS level,
  sum(ss.ss_ext_sales_price) / CAST(nullif(count(DISTINCT ss.ss_ticket_number), 0) AS decimal(15, 4)) AS per_ticket,
  sum(sum(ss.ss_ext_sales_price)) OVER (
    PARTITION BY d.d_year, i.i_brand_id
    ORDER BY d.d_moy ASC NULLS LAST
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS revenue_so_far
FROM store_sales ss
JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
JOIN item i ON i.i_item_sk = ss.ss_item_sk
JOIN store s ON s.s_store_sk = ss.ss_store_sk
LEFT JOIN promotion p ON p.p_promo_sk = ss.ss_promo_sk
WHERE i.i_manager_id BETWEEN 12 AND 40
  AND d.d_year IN (1999, 2000, 2001)
  AND s.s_number_employees >= 200
  AND (s.s_closed_date_sk IS NULL OR s.s_closed_date_sk > ss.ss_sold_date_sk)
  AND (p.p_channel_email = 'N' OR p.p_channel_event = 'N' OR p.p_promo_sk IS NULL)
  AND EXISTS (
    SELECT 1
    FROM store_returns sr
    WHERE sr.sr_ticket_number = ss.ss_ticket_number AND sr.sr_item_sk = ss.ss_item_sk
  )
GROUP BY GROUPING SETS (
  (d.d_year, d.d_moy, i.i_brand_id, i.i_brand, i.i_manufact),
  (d.d_year, i.i_brand_id, i.i_brand, i.i_manufact),
  (d.d_year),
  ()
)
HAVING sum(ss.ss_ext_sales_price) > 1000
ORDER BY d.d_year, revenue DESC, brand_id
LIMIT 100;
