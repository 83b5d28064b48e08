SELECT i.i_item_id, i.i_product_name, cd.cd_gender, cd.cd_education_status,
  avg(CAST(ss.ss_quantity AS double)) AS mean_quantity,
  avg(ss.ss_list_price) AS mean_list_price,
  avg(ss.ss_coupon_amt) AS mean_coupon,
  avg(ss.ss_sales_price) AS mean_sales_price,
  sum(CASE WHEN p.p_channel_dmail = 'Y' THEN 1 ELSE 0 END) AS by_mail,
  sum(CASE WHEN p.p_channel_tv = 'Y' THEN 1 ELSE 0 END) AS by_tv,
  sum(CASE WHEN p.p_channel_radio = 'Y' THEN 1 ELSE 0 END) AS by_radio,
  rank() OVER (PARTITION BY cd.cd_gender, cd.cd_education_status ORDER BY sum(ss.ss_net_profit) DESC) AS profit_rank,
  ntile(10) OVER (ORDER BY sum(ss.ss_net_paid) DESC) AS paid_tenth,
  grouping(cd.cd_gender) + grouping(cd.cd_education_status) AS folded
FROM store_sales AS ss
INNER JOIN customer_demographics AS cd ON cd.cd_demo_sk = ss.ss_cdemo_sk
INNER JOIN household_demographics AS hd ON hd.hd_demo_sk = ss.ss_hdemo_sk
INNER JOIN date_dim AS d ON d.d_date_sk = ss.ss_sold_date_sk
INNER JOIN time_dim AS t ON t.t_time_sk = ss.ss_sold_time_sk
INNER JOIN item AS i ON i.i_item_sk = ss.ss_item_sk
INNER JOIN promotion AS p ON p.p_promo_sk = ss.ss_promo_sk
WHERE cd.cd_marital_status IN ('M', 'D', 'W')
  AND cd.cd_education_status <> 'Unknown'
  AND hd.hd_dep_count BETWEEN 1 AND 5
  AND (p.p_channel_email = 'N' OR p.p_channel_event = 'N')
  AND t.t_hour BETWEEN 9 AND 18
  AND d.d_year = 1999
  AND d.d_qoy IN (2, 3)
GROUP BY i.i_item_id, i.i_product_name, CUBE (cd.cd_gender, cd.cd_education_status)
ORDER BY i.i_item_id, folded, profit_rank
OFFSET 20 ROWS
LIMIT 100;
