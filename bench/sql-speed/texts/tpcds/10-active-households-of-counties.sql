WITH counties (county) AS (
  VALUES 'Franklin Parish', 'Orange County', 'Ziebach County', 'Luce County', 'Fairfield County', 'Bronx County'
), season AS (
  SELECT d_date_sk FROM date_dim WHERE d_year = 1999 AND d_moy BETWEEN 6 AND 9
), residents AS (
  SELECT c.c_customer_sk, c.c_current_cdemo_sk
  FROM customer c
  JOIN customer_address ca ON ca.ca_address_sk = c.c_current_addr_sk
  WHERE ca.ca_county IN (SELECT county FROM counties)
)
SELECT cd.cd_gender, cd.cd_marital_status, cd.cd_education_status, cd.cd_purchase_estimate, cd.cd_credit_rating,
  cd.cd_dep_count, cd.cd_dep_employed_count, cd.cd_dep_college_count,
  count(*) AS residents,
  min(cd.cd_dep_count) AS fewest, max(cd.cd_dep_count) AS most, avg(cd.cd_dep_count) AS mean,
  sum(cd.cd_dep_employed_count) AS employed, sum(cd.cd_dep_college_count) AS in_college
FROM residents r
JOIN customer_demographics cd ON cd.cd_demo_sk = r.c_current_cdemo_sk
WHERE EXISTS (
    SELECT * FROM store_sales ss JOIN season ON season.d_date_sk = ss.ss_sold_date_sk
    WHERE ss.ss_customer_sk = r.c_customer_sk
  )
  AND (
    EXISTS (
      SELECT * FROM web_sales ws JOIN season ON season.d_date_sk = ws.ws_sold_date_sk
      WHERE ws.ws_bill_customer_sk = r.c_customer_sk
    )
    OR EXISTS (
      SELECT * FROM catalog_sales cs JOIN season ON season.d_date_sk = cs.cs_sold_date_sk
      WHERE cs.cs_ship_customer_sk = r.c_customer_sk
    )
  )
GROUP BY cd.cd_gender, cd.cd_marital_status, cd.cd_education_status, cd.cd_purchase_estimate, cd.cd_credit_rating,
  cd.cd_dep_count, cd.cd_dep_employed_count, cd.cd_dep_college_count
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
LIMIT 100;
