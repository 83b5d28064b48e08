WITH shipped AS (
  SELECT ws_warehouse_sk AS warehouse_sk, ws_sold_date_sk AS date_sk, ws_sold_time_sk AS time_sk,
    ws_ship_mode_sk AS ship_mode_sk, ws_ext_sales_price * ws_quantity AS sales, ws_net_paid * ws_quantity AS net
  FROM web_sales
  UNION ALL
  SELECT cs_warehouse_sk, cs_sold_date_sk, cs_sold_time_sk, cs_ship_mode_sk,
    cs_sales_price * cs_quantity, cs_net_paid_inc_tax * cs_quantity
  FROM catalog_sales
), monthly AS (
  SELECT w.w_warehouse_name, w.w_warehouse_sq_ft, w.w_city, w.w_county, w.w_state, w.w_country,
    'UPS,MSC' AS carriers, d.d_year AS in_year,
    sum(CASE WHEN d.d_moy = 1 THEN shipped.sales ELSE 0 END) AS jan_sales,
    sum(CASE WHEN d.d_moy = 2 THEN shipped.sales ELSE 0 END) AS feb_sales,
    sum(CASE WHEN d.d_moy = 3 THEN shipped.sales ELSE 0 END) AS mar_sales,
    sum(CASE WHEN d.d_moy = 4 THEN shipped.sales ELSE 0 END) AS apr_sales,
    sum(CASE WHEN d.d_moy = 5 THEN shipped.sales ELSE 0 END) AS may_sales,
    sum(CASE WHEN d.d_moy = 6 THEN shipped.sales ELSE 0 END) AS jun_sales,
    sum(CASE WHEN d.d_moy = 7 THEN shipped.sales ELSE 0 END) AS jul_sales,
    sum(CASE WHEN d.d_moy = 8 THEN shipped.sales ELSE 0 END) AS aug_sales,
    sum(CASE WHEN d.d_moy = 9 THEN shipped.sales ELSE 0 END) AS sep_sales,
    sum(CASE WHEN d.d_moy = 10 THEN shipped.sales ELSE 0 END) AS oct_sales,
    sum(CASE WHEN d.d_moy = 11 THEN shipped.sales ELSE 0 END) AS nov_sales,
    sum(CASE WHEN d.d_moy = 12 THEN shipped.sales ELSE 0 END) AS dec_sales,
    sum(CASE WHEN d.d_moy = 1 THEN shipped.net ELSE 0 END) AS jan_net,
    sum(CASE WHEN d.d_moy = 2 THEN shipped.net ELSE 0 END) AS feb_net,
    sum(CASE WHEN d.d_moy = 3 THEN shipped.net ELSE 0 END) AS mar_net,
    sum(CASE WHEN d.d_moy = 4 THEN shipped.net ELSE 0 END) AS apr_net,
    sum(CASE WHEN d.d_moy = 5 THEN shipped.net ELSE 0 END) AS may_net,
    sum(CASE WHEN d.d_moy = 6 THEN shipped.net ELSE 0 END) AS jun_net,
    sum(CASE WHEN d.d_moy = 7 THEN shipped.net ELSE 0 END) AS jul_net,
    sum(CASE WHEN d.d_moy = 8 THEN shipped.net ELSE 0 END) AS aug_net,
    sum(CASE WHEN d.d_moy = 9 THEN shipped.net ELSE 0 END) AS sep_net,
    sum(CASE WHEN d.d_moy = 10 THEN shipped.net ELSE 0 END) AS oct_net,
    sum(CASE WHEN d.d_moy = 11 THEN shipped.net ELSE 0 END) AS nov_net,
    sum(CASE WHEN d.d_moy = 12 THEN shipped.net ELSE 0 END) AS dec_net
  FROM shipped
  JOIN warehouse w ON w.w_warehouse_sk = shipped.warehouse_sk
  JOIN date_dim d ON d.d_date_sk = shipped.date_sk
  JOIN time_dim t ON t.t_time_sk = shipped.time_sk
  JOIN ship_mode sm ON sm.sm_ship_mode_sk = shipped.ship_mode_sk
  WHERE d.d_year = 1998
    AND t.t_time BETWEEN 21600 AND 21600 + 36000
    AND sm.sm_carrier IN ('UPS', 'MSC')
  GROUP BY w.w_warehouse_name, w.w_warehouse_sq_ft, w.w_city, w.w_county, w.w_state, w.w_country, d.d_year
)
SELECT w_warehouse_name, w_warehouse_sq_ft, w_city, w_county, w_state, w_country, carriers, in_year,
  sum(jan_sales) AS jan_sales, sum(feb_sales) AS feb_sales, sum(mar_sales) AS mar_sales,
  sum(apr_sales) AS apr_sales, sum(may_sales) AS may_sales, sum(jun_sales) AS jun_sales,
  sum(jul_sales) AS jul_sales, sum(aug_sales) AS aug_sales, sum(sep_sales) AS sep_sales,
  sum(oct_sales) AS oct_sales, sum(nov_sales) AS nov_sales, sum(dec_sales) AS dec_sales,
  sum(jan_sales / w_warehouse_sq_ft) AS jan_by_room, sum(feb_sales / w_warehouse_sq_ft) AS feb_by_room,
  sum(mar_sales / w_warehouse_sq_ft) AS mar_by_room, sum(apr_sales / w_warehouse_sq_ft) AS apr_by_room,
  sum(may_sales / w_warehouse_sq_ft) AS may_by_room, sum(jun_sales / w_warehouse_sq_ft) AS jun_by_room,
  sum(jul_sales / w_warehouse_sq_ft) AS jul_by_room, sum(aug_sales / w_warehouse_sq_ft) AS aug_by_room,
  sum(sep_sales / w_warehouse_sq_ft) AS sep_by_room, sum(oct_sales / w_warehouse_sq_ft) AS oct_by_room,
  sum(nov_sales / w_warehouse_sq_ft) AS nov_by_room, sum(dec_sales / w_warehouse_sq_ft) AS dec_by_room,
  sum(jan_net + feb_net + mar_net) AS first_quarter_net, sum(apr_net + may_net + jun_net) AS second_quarter_net,
  sum(jul_net + aug_net + sep_net) AS third_quarter_net, sum(oct_net + nov_net + dec_net) AS fourth_quarter_net
FROM monthly
GROUP BY w_warehouse_name, w_warehouse_sq_ft, w_city, w_county, w_state, w_country, carriers, in_year
ORDER BY w_warehouse_name
LIMIT 100;
