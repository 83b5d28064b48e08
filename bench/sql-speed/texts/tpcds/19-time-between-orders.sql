WITH orders AS (
  SELECT ws_bill_customer_sk AS customer_sk, 'web' AS channel, d_date AS ordered_on, ws_order_number AS order_number,
    sum(ws_net_paid) AS paid
  FROM web_sales
  JOIN date_dim ON d_date_sk = ws_sold_date_sk
  WHERE ws_bill_customer_sk IS NOT NULL
  GROUP BY ws_bill_customer_sk, d_date, ws_order_number
  UNION ALL
  SELECT cs_bill_customer_sk, 'catalog', d_date, cs_order_number, sum(cs_net_paid)
  FROM catalog_sales
  JOIN date_dim ON d_date_sk = cs_sold_date_sk
  WHERE cs_bill_customer_sk IS NOT NULL
  GROUP BY cs_bill_customer_sk, d_date, cs_order_number
), spaced AS (
  SELECT customer_sk, channel, ordered_on, paid,
    date_diff('day', lag(ordered_on) OVER history, ordered_on) AS days_since,
    lag(channel) OVER history AS channel_before,
    sum(paid) OVER (history ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS paid_in_last_three,
    count(*) OVER (
      PARTITION BY customer_sk ORDER BY ordered_on
      RANGE BETWEEN INTERVAL '90' DAY PRECEDING AND CURRENT ROW
    ) AS orders_in_a_quarter,
    last_value(paid) IGNORE NULLS OVER history AS last_paid
  FROM orders
  WINDOW history AS (PARTITION BY customer_sk ORDER BY ordered_on, order_number)
)
SELECT cd.cd_gender, hd.hd_buy_potential, ib.ib_lower_bound, ib.ib_upper_bound,
  count(*) AS repeat_orders,
  avg(days_since) AS mean_gap,
  approx_percentile(days_since, 0.5) AS median_gap,
  count_if(channel <> channel_before) * 1e2 / count(*) AS percent_switched,
  max(orders_in_a_quarter) AS busiest_quarter,
  sum(paid) / nullif(sum(paid_in_last_three), 0) AS momentum
FROM spaced
JOIN customer c ON c.c_customer_sk = spaced.customer_sk
JOIN customer_demographics cd ON cd.cd_demo_sk = c.c_current_cdemo_sk
JOIN household_demographics hd ON hd.hd_demo_sk = c.c_current_hdemo_sk
JOIN income_band ib ON ib.ib_income_band_sk = hd.hd_income_band_sk
WHERE days_since IS NOT NULL
GROUP BY GROUPING SETS ((cd.cd_gender), (hd.hd_buy_potential), (ib.ib_lower_bound, ib.ib_upper_bound), ())
ORDER BY repeat_orders DESC;
