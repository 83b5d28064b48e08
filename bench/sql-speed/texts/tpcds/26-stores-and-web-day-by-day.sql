WITH web_days AS (
  SELECT ws.ws_item_sk AS item_sk, d.d_date AS day,
    sum(sum(ws.ws_sales_price)) OVER (
      PARTITION BY ws.ws_item_sk ORDER BY d.d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM web_sales ws
  JOIN date_dim d ON d.d_date_sk = ws.ws_sold_date_sk
  WHERE d.d_month_seq BETWEEN 1212 AND 1223 AND ws.ws_item_sk IS NOT NULL
  GROUP BY ws.ws_item_sk, d.d_date
), store_days AS (
  SELECT ss.ss_item_sk AS item_sk, d.d_date AS day,
    sum(sum(ss.ss_sales_price)) OVER (
      PARTITION BY ss.ss_item_sk ORDER BY d.d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS so_far
  FROM store_sales ss
  JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
  WHERE d.d_month_seq BETWEEN 1212 AND 1223 AND ss.ss_item_sk IS NOT NULL
  GROUP BY ss.ss_item_sk, d.d_date
), both_days AS (
  SELECT coalesce(w.item_sk, s.item_sk) AS item_sk, coalesce(w.day, s.day) AS day,
    w.so_far AS web_so_far, s.so_far AS store_so_far
  FROM web_days w
  FULL OUTER JOIN store_days s ON s.item_sk = w.item_sk AND s.day = w.day
), highest AS (
  SELECT item_sk, day, web_so_far, store_so_far,
    max(web_so_far) OVER up_to_day AS web_highest,
    max(store_so_far) OVER up_to_day AS store_highest
  FROM both_days
  WINDOW up_to_day AS (PARTITION BY item_sk ORDER BY day ROWS UNBOUNDED PRECEDING)
)
SELECT i.i_item_id, i.i_brand, h.day, h.web_so_far, h.store_so_far, h.web_highest, h.store_highest,
  h.web_highest - h.store_highest AS lead_of_web,
  week(h.day) AS in_week, day_of_week(h.day) AS weekday,
  at_timezone(CAST(h.day AS timestamp(3) with time zone), 'Europe/Lisbon') AS local_midnight
FROM highest h
JOIN item i ON i.i_item_sk = h.item_sk
WHERE h.web_highest > h.store_highest
ORDER BY i.i_item_id, h.day
LIMIT 100;
