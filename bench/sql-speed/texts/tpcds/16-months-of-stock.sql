WITH monthly AS (
  SELECT i.i_product_name AS product, i.i_brand AS brand, i.i_class AS class, i.i_category AS category,
    d.d_year AS in_year, d.d_moy AS in_month,
    inv.inv_quantity_on_hand AS on_hand, w.w_warehouse_sq_ft AS room
  FROM inventory inv
  INNER JOIN date_dim d ON d.d_date_sk = inv.inv_date_sk
  INNER JOIN item i ON i.i_item_sk = inv.inv_item_sk
  INNER JOIN warehouse w ON w.w_warehouse_sk = inv.inv_warehouse_sk
  WHERE d.d_month_seq BETWEEN 1188 AND 1188 + 11
), levels AS (
  SELECT product, brand, class, category, avg(on_hand) AS mean_on_hand,
    variance(on_hand) AS on_hand_variance,
    corr(on_hand, room) AS follows_room,
    regr_slope(on_hand, in_month) AS trend,
    grouping(product, brand, class, category) AS depth
  FROM monthly
  GROUP BY ROLLUP (category, class, brand, product)
), numbered AS (
  SELECT levels.*,
    row_number() OVER (PARTITION BY depth ORDER BY mean_on_hand ASC NULLS LAST, product) AS from_below,
    row_number() OVER (PARTITION BY depth ORDER BY mean_on_hand DESC NULLS LAST, product) AS from_above,
    lead(mean_on_hand, 1, DECIMAL '0.0') OVER (PARTITION BY depth ORDER BY mean_on_hand) AS next_mean,
    nth_value(product, 2) OVER (
      PARTITION BY depth, category ORDER BY mean_on_hand DESC
      RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS runner_up
  FROM levels
)
SELECT low.depth, low.product AS emptiest, low.mean_on_hand AS emptiest_mean,
  high.product AS fullest, high.mean_on_hand AS fullest_mean, high.runner_up,
  format('%s is %.1f times %s', coalesce(high.product, 'all'), high.mean_on_hand / low.mean_on_hand, coalesce(low.product, 'all')) AS comparison,
  low.trend < 0 AND high.trend > 0 AS drifts_apart
FROM numbered low
JOIN numbered high ON high.depth = low.depth AND high.from_above = low.from_below
WHERE low.from_below <= 10 AND low.mean_on_hand > 0
ORDER BY low.depth DESC, low.from_below;
