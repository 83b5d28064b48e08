WITH every_sale AS (
  SELECT ws_sold_date_sk AS sold_date_sk, ws_ext_sales_price AS price FROM web_sales
  UNION ALL
  SELECT cs_sold_date_sk, cs_ext_sales_price FROM catalog_sales
  UNION ALL
  SELECT ss_sold_date_sk, ss_ext_sales_price FROM store_sales
), weekly AS (
  SELECT d.d_week_seq AS week,
    sum(CASE WHEN d.d_day_name = 'Monday' THEN price END) AS monday,
    sum(CASE WHEN d.d_day_name = 'Tuesday' THEN price END) AS tuesday,
    sum(CASE WHEN d.d_day_name = 'Wednesday' THEN price END) AS wednesday,
    sum(CASE WHEN d.d_day_name = 'Thursday' THEN price END) AS thursday,
    sum(CASE WHEN d.d_day_name = 'Friday' THEN price END) AS friday,
    sum(CASE WHEN d.d_day_name = 'Saturday' THEN price END) AS saturday,
    sum(CASE WHEN d.d_day_name = 'Sunday' THEN price END) AS sunday
  FROM every_sale
  JOIN date_dim d ON d.d_date_sk = every_sale.sold_date_sk
  GROUP BY d.d_week_seq
), this_year AS (
  SELECT DISTINCT weekly.* FROM weekly JOIN date_dim d ON d.d_week_seq = weekly.week WHERE d.d_year = 2000
), next_year AS (
  SELECT DISTINCT weekly.* FROM weekly JOIN date_dim d ON d.d_week_seq = weekly.week WHERE d.d_year = 2001
)
SELECT t.week,
  round(n.monday / nullif(t.monday, 0), 2) AS monday_growth,
  round(n.tuesday / nullif(t.tuesday, 0), 2) AS tuesday_growth,
  round(n.wednesday / nullif(t.wednesday, 0), 2) AS wednesday_growth,
  round(n.thursday / nullif(t.thursday, 0), 2) AS thursday_growth,
  round(n.friday / nullif(t.friday, 0), 2) AS friday_growth,
  round(n.saturday / nullif(t.saturday, 0), 2) AS saturday_growth,
  round(n.sunday / nullif(t.sunday, 0), 2) AS sunday_growth,
  CASE greatest(n.monday, n.tuesday, n.wednesday, n.thursday, n.friday, n.saturday, n.sunday)
    WHEN n.saturday THEN 'weekend' WHEN n.sunday THEN 'weekend' ELSE 'working day' END AS best_day
FROM this_year t
JOIN next_year n ON n.week = t.week + 53
ORDER BY t.week;
