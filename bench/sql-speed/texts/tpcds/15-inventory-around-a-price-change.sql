WITH around AS (
  SELECT w.w_warehouse_name, w.w_state, i.i_item_id, i.i_category,
    sum(CASE WHEN d.d_date < DATE '2001-05-21' THEN inv.inv_quantity_on_hand ELSE 0 END) AS before_change,
    sum(CASE WHEN d.d_date >= DATE '2001-05-21' THEN inv.inv_quantity_on_hand ELSE 0 END) AS after_change,
    max(inv.inv_quantity_on_hand) FILTER (WHERE d.d_weekend = 'Y') AS most_at_weekends
  FROM inventory inv
  JOIN warehouse w ON w.w_warehouse_sk = inv.inv_warehouse_sk
  JOIN item i ON i.i_item_sk = inv.inv_item_sk
  JOIN date_dim d ON d.d_date_sk = inv.inv_date_sk
  WHERE i.i_current_price BETWEEN DECIMAL '2.40' AND DECIMAL '3.10'
    AND d.d_date BETWEEN DATE '2001-05-21' - INTERVAL '30' DAY AND DATE '2001-05-21' + INTERVAL '30' DAY
  GROUP BY w.w_warehouse_name, w.w_state, i.i_item_id, i.i_category
), sold AS (
  SELECT i.i_item_id,
    sum(IF(d.d_date < DATE '2001-05-21', cs.cs_sales_price - coalesce(cr.cr_refunded_cash, 0), 0)) AS sold_before,
    sum(IF(d.d_date >= DATE '2001-05-21', cs.cs_sales_price - coalesce(cr.cr_refunded_cash, 0), 0)) AS sold_after
  FROM catalog_sales cs
  LEFT OUTER JOIN catalog_returns cr
    ON cr.cr_order_number = cs.cs_order_number AND cr.cr_item_sk = cs.cs_item_sk
  JOIN item i ON i.i_item_sk = cs.cs_item_sk
  JOIN date_dim d ON d.d_date_sk = cs.cs_sold_date_sk
  WHERE d.d_date BETWEEN DATE '2001-05-21' - INTERVAL '30' DAY AND DATE '2001-05-21' + INTERVAL '30' DAY
  GROUP BY i.i_item_id
)
SELECT around.w_warehouse_name, around.w_state, around.i_category, around.i_item_id,
  around.before_change, around.after_change, around.most_at_weekends,
  sold.sold_before, sold.sold_after,
  CAST(around.after_change AS double) / nullif(around.before_change, 0) AS stock_ratio,
  TRY(sold.sold_after / sold.sold_before) AS sales_ratio
FROM around
LEFT JOIN sold USING (i_item_id)
WHERE CASE WHEN before_change > 0 THEN CAST(after_change AS double) / before_change END BETWEEN 2e0 / 3 AND 3e0 / 2
ORDER BY w_warehouse_name, i_item_id
LIMIT 100;
