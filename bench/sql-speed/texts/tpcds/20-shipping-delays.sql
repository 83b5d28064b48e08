SELECT substr(w.w_warehouse_name, 1, 20) AS warehouse, sm.sm_type AS ship_mode, place,
  sum(CASE WHEN delay <= 30 THEN 1 ELSE 0 END) AS "up to 30 days",
  sum(CASE WHEN delay > 30 AND delay <= 60 THEN 1 ELSE 0 END) AS "31 to 60 days",
  sum(CASE WHEN delay > 60 AND delay <= 90 THEN 1 ELSE 0 END) AS "61 to 90 days",
  sum(CASE WHEN delay > 90 AND delay <= 120 THEN 1 ELSE 0 END) AS "91 to 120 days",
  sum(CASE WHEN delay > 120 THEN 1 ELSE 0 END) AS "more than 120 days",
  avg(delay) AS mean_delay,
  max_by(order_number, delay) AS slowest_order
FROM (
  SELECT cs.cs_warehouse_sk AS warehouse_sk, cs.cs_ship_mode_sk AS ship_mode_sk, cc.cc_name AS place,
    cs.cs_order_number AS order_number, cs.cs_ship_date_sk - cs.cs_sold_date_sk AS delay
  FROM catalog_sales cs
  JOIN call_center cc ON cc.cc_call_center_sk = cs.cs_call_center_sk
  JOIN date_dim d ON d.d_date_sk = cs.cs_ship_date_sk
  WHERE d.d_month_seq BETWEEN 1200 AND 1211
  UNION ALL
  SELECT ws.ws_warehouse_sk, ws.ws_ship_mode_sk, site.web_name, ws.ws_order_number,
    ws.ws_ship_date_sk - ws.ws_sold_date_sk
  FROM web_sales ws
  JOIN web_site site ON site.web_site_sk = ws.ws_web_site_sk
  JOIN date_dim d ON d.d_date_sk = ws.ws_ship_date_sk
  WHERE d.d_month_seq BETWEEN 1200 AND 1211
) AS shipped
JOIN warehouse w ON w.w_warehouse_sk = shipped.warehouse_sk
JOIN ship_mode sm ON sm.sm_ship_mode_sk = shipped.ship_mode_sk
WHERE sm.sm_carrier NOT IN (
    SELECT slow.sm_carrier
    FROM ship_mode slow
    WHERE slow.sm_code = 'SURFACE' AND slow.sm_contract IS NOT DISTINCT FROM sm.sm_contract
  )
GROUP BY substr(w.w_warehouse_name, 1, 20), sm.sm_type, place
ORDER BY 1, 2, 3
LIMIT 100;
