WITH web_refunds AS (
  SELECT r.r_reason_desc AS reason, wp.wp_type AS page_type, wr.wr_refunded_cdemo_sk AS refunded_cdemo,
    wr.wr_returning_cdemo_sk AS returning_cdemo, wr.wr_refunded_addr_sk AS address_sk,
    ws.ws_quantity AS quantity, wr.wr_refunded_cash AS cash, wr.wr_fee AS fee, ws.ws_net_profit AS profit,
    ws.ws_sales_price AS price
  FROM web_sales ws
  JOIN web_returns wr ON wr.wr_item_sk = ws.ws_item_sk AND wr.wr_order_number = ws.ws_order_number
  JOIN web_page wp ON wp.wp_web_page_sk = ws.ws_web_page_sk
  JOIN reason r ON r.r_reason_sk = wr.wr_reason_sk
  JOIN date_dim d ON d.d_date_sk = ws.ws_sold_date_sk
  WHERE d.d_year = 2002 AND wp.wp_char_count BETWEEN 3000 AND 6500
)
SELECT substr(reason, 1, 20) AS reason, page_type,
  avg(quantity) AS mean_quantity, avg(cash) AS mean_cash, avg(fee) AS mean_fee,
  count(*) AS refunds,
  count(*) FILTER (WHERE fee > cash) AS lost_by_fee,
  sum(profit) AS profit,
  CAST(map_agg(page_type, cash) AS json) AS example
FROM web_refunds wr
JOIN customer_demographics refunded ON refunded.cd_demo_sk = wr.refunded_cdemo
JOIN customer_demographics returning ON returning.cd_demo_sk = wr.returning_cdemo
  AND returning.cd_marital_status = refunded.cd_marital_status
  AND returning.cd_education_status = refunded.cd_education_status
JOIN customer_address ca ON ca.ca_address_sk = wr.address_sk
WHERE ca.ca_country = 'United States'
  AND (
    (refunded.cd_marital_status = 'M' AND refunded.cd_education_status = '4 yr Degree' AND wr.price BETWEEN 80 AND 125)
    OR (refunded.cd_marital_status = 'S' AND refunded.cd_education_status = 'Secondary' AND wr.price BETWEEN 30 AND 80)
    OR (refunded.cd_marital_status = 'W' AND refunded.cd_education_status = 'Advanced Degree' AND wr.price BETWEEN 125 AND 190)
  )
  AND (
    (ca.ca_state IN ('WA', 'UT', 'KS') AND wr.profit BETWEEN 120 AND 240)
    OR (ca.ca_state IN ('NM', 'AL', 'VT') AND wr.profit BETWEEN 180 AND 360)
    OR (ca.ca_state IN ('ME', 'LA', 'OK') AND wr.profit BETWEEN 60 AND 220)
  )
GROUP BY substr(reason, 1, 20), page_type
ORDER BY reason, mean_quantity, mean_cash, mean_fee
LIMIT 100;
