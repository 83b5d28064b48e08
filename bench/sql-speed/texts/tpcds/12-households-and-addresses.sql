SELECT avg(ss.ss_quantity) AS mean_quantity,
  avg(ss.ss_ext_sales_price) AS mean_sales,
  avg(ss.ss_ext_wholesale_cost) AS mean_cost,
  sum(ss.ss_ext_wholesale_cost) AS total_cost,
  approx_percentile(ss.ss_net_profit, ARRAY[0.1, 0.5, 0.9]) AS profit_levels,
  histogram(hd.hd_buy_potential) AS potentials
FROM store_sales ss
CROSS JOIN store s
CROSS JOIN customer_demographics cd
CROSS JOIN household_demographics hd
CROSS JOIN customer_address ca
CROSS JOIN date_dim d
WHERE s.s_store_sk = ss.ss_store_sk
  AND d.d_date_sk = ss.ss_sold_date_sk
  AND d.d_year = 2000
  AND hd.hd_demo_sk = ss.ss_hdemo_sk
  AND cd.cd_demo_sk = ss.ss_cdemo_sk
  AND ca.ca_address_sk = ss.ss_addr_sk
  AND (
    (cd.cd_marital_status = 'M' AND cd.cd_education_status = 'College'
      AND ss.ss_sales_price BETWEEN DECIMAL '90.00' AND DECIMAL '140.00' AND hd.hd_dep_count = 3)
    OR (cd.cd_marital_status = 'D' AND cd.cd_education_status = 'Primary'
      AND ss.ss_sales_price BETWEEN DECIMAL '55.00' AND DECIMAL '95.00' AND hd.hd_dep_count = 1)
    OR (cd.cd_marital_status = 'S' AND cd.cd_education_status = 'Advanced Degree'
      AND ss.ss_sales_price BETWEEN DECIMAL '140.00' AND DECIMAL '190.00' AND hd.hd_dep_count = 2)
  )
  AND (
    (ca.ca_country = 'United States' AND ca.ca_state IN ('CA', 'NV', 'AZ')
      AND ss.ss_net_profit BETWEEN 110 AND 210)
    OR (ca.ca_country = 'United States' AND ca.ca_state IN ('MN', 'WI', 'MI')
      AND ss.ss_net_profit BETWEEN 160 AND 310)
    OR (ca.ca_country = 'United States' AND ca.ca_state IN ('NY', 'NJ', 'CT')
      AND ss.ss_net_profit BETWEEN 55 AND 240)
  )
  AND NOT EXISTS (SELECT 1 FROM store_returns sr WHERE sr.sr_ticket_number = ss.ss_ticket_number);
