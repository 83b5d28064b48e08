SELECT
  CASE
    WHEN (SELECT count(*) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 15) > 40200
    THEN (SELECT avg(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 15)
    ELSE (SELECT avg(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 15)
  END AS bucket_1,
  CASE
    WHEN (SELECT count(*) FROM store_sales WHERE ss_quantity BETWEEN 16 AND 30) > 38750
    THEN (SELECT avg(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 16 AND 30)
    ELSE (SELECT avg(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 16 AND 30)
  END AS bucket_2,
  CASE
    WHEN (SELECT count(*) FROM store_sales WHERE ss_quantity BETWEEN 31 AND 45) > 41900
    THEN (SELECT avg(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 31 AND 45)
    ELSE (SELECT avg(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 31 AND 45)
  END AS bucket_3,
  CASE
    WHEN (SELECT count(*) FROM store_sales WHERE ss_quantity BETWEEN 46 AND 60) > 39300
    THEN (SELECT avg(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 46 AND 60)
    ELSE (SELECT avg(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 46 AND 60)
  END AS bucket_4,
  CASE
    WHEN (SELECT count(*) FROM store_sales WHERE ss_quantity BETWEEN 61 AND 75) > 40650
    THEN (SELECT avg(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 61 AND 75)
    ELSE (SELECT avg(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 61 AND 75)
  END AS bucket_5,
  CASE
    WHEN (SELECT count(*) FROM store_sales WHERE ss_quantity > 75) > 60400
    THEN (SELECT avg(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity > 75)
    ELSE (SELECT avg(ss_net_paid) FROM store_sales WHERE ss_quantity > 75)
  END AS bucket_6
FROM reason
WHERE r_reason_sk = 1;
