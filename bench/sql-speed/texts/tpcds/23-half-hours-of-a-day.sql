WITH moments AS (
  SELECT t.t_time_sk, t.t_hour, t.t_minute, t.t_meal_time,
    t.t_hour * 2 + CASE WHEN t.t_minute >= 30 THEN 1 ELSE 0 END AS half_hour
  FROM time_dim t
  WHERE t.t_hour BETWEEN 8 AND 12
), visits AS (
  SELECT m.half_hour, m.t_meal_time, hd.hd_dep_count, hd.hd_vehicle_count, s.s_store_name, ss.ss_net_profit
  FROM store_sales ss
  JOIN moments m ON m.t_time_sk = ss.ss_sold_time_sk
  JOIN household_demographics hd ON hd.hd_demo_sk = ss.ss_hdemo_sk
  JOIN store s ON s.s_store_sk = ss.ss_store_sk
  WHERE (
      (hd.hd_dep_count = 5 AND hd.hd_vehicle_count < 5 - 1)
      OR (hd.hd_dep_count = 3 AND hd.hd_vehicle_count < 3 + 1)
      OR (hd.hd_dep_count = 1 AND hd.hd_vehicle_count IS NULL)
    )
    AND s.s_store_name LIKE 'a%'
)
SELECT *
FROM (SELECT count(*) AS from_8_30 FROM visits WHERE half_hour = 17) a
CROSS JOIN (SELECT count(*) AS from_9_00 FROM visits WHERE half_hour = 18) b
CROSS JOIN (SELECT count(*) AS from_9_30 FROM visits WHERE half_hour = 19) c
CROSS JOIN (SELECT count(*) AS from_10_00 FROM visits WHERE half_hour = 20) d
CROSS JOIN (SELECT count(*) AS from_10_30 FROM visits WHERE half_hour = 21) e
CROSS JOIN (SELECT count(*) AS from_11_00 FROM visits WHERE half_hour = 22) f
CROSS JOIN (SELECT count(*) AS from_11_30 FROM visits WHERE half_hour = 23) g
CROSS JOIN (SELECT count(*) AS from_12_00 FROM visits WHERE half_hour = 24) h
CROSS JOIN LATERAL (
  SELECT t_meal_time AS best_meal, sum(ss_net_profit) AS best_profit
  FROM visits
  GROUP BY t_meal_time
  ORDER BY best_profit DESC
  LIMIT 1
) AS best
LEFT JOIN UNNEST(ARRAY['breakfast', 'lunch'], ARRAY[8, 12]) WITH ORDINALITY AS meals (meal, hour, n)
  ON meals.meal = best.best_meal;
