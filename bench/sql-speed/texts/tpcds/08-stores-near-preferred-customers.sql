WITH listed (zip) AS (
  SELECT substr(zip, 1, 5)
  FROM (VALUES '79429', '98710', '85651', '51242', '44570', '20774', '11002', '15734', '77264', '89818',
    '40060', '55961', '39159', '39084', '99056', '20733', '25373', '50226', '76222', '85278',
    '25774', '79009', '27535', '47830', '43289', '24378', '70291', '65527', '64209', '12113',
    '22927', '26122', '98832', '18800', '32819', '25145', '91554', '95579', '70227', '39299') AS v (zip)
), preferred (zip, customers) AS (
  SELECT substr(ca.ca_zip, 1, 5), count(*)
  FROM customer_address ca
  JOIN customer c ON c.c_current_addr_sk = ca.ca_address_sk
  WHERE c.c_preferred_cust_flag = 'Y' AND ca.ca_zip IS NOT NULL
  GROUP BY substr(ca.ca_zip, 1, 5)
  HAVING count(*) > 10
), shared AS (
  SELECT zip FROM listed
  INTERSECT
  SELECT zip FROM preferred
  EXCEPT
  SELECT substr(s_zip, 1, 5) FROM store WHERE s_closed_date_sk IS NOT NULL
)
SELECT s.s_store_name, s.s_manager, s.s_market_id, d.d_quarter_name,
  sum(ss.ss_net_profit) AS profit,
  sum(ss.ss_net_profit) - lag(sum(ss.ss_net_profit)) OVER w AS change,
  first_value(sum(ss.ss_net_profit)) OVER w AS first_profit,
  cume_dist() OVER (ORDER BY sum(ss.ss_net_profit)) AS position
FROM store_sales ss
JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
JOIN store s ON s.s_store_sk = ss.ss_store_sk
JOIN shared ON substr(shared.zip, 1, 2) = substr(s.s_zip, 1, 2)
WHERE d.d_year = 1998
GROUP BY s.s_store_name, s.s_manager, s.s_market_id, d.d_quarter_name
WINDOW w AS (PARTITION BY s.s_store_name ORDER BY d.d_quarter_name)
ORDER BY s.s_store_name, d.d_quarter_name
LIMIT 100;
