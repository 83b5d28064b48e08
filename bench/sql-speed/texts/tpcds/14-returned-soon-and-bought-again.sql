WITH bought AS (
  SELECT ss.ss_customer_sk AS customer_sk, ss.ss_item_sk AS item_sk, ss.ss_store_sk AS store_sk,
    ss.ss_ticket_number AS ticket, ss.ss_quantity AS quantity, d.d_date AS bought_on
  FROM store_sales ss
  JOIN date_dim d ON d.d_date_sk = ss.ss_sold_date_sk
  WHERE d.d_quarter_name = '2000Q1'
), brought_back AS (
  SELECT sr.sr_customer_sk AS customer_sk, sr.sr_item_sk AS item_sk, sr.sr_ticket_number AS ticket,
    sr.sr_return_quantity AS quantity, d.d_date AS returned_on
  FROM store_returns sr
  JOIN date_dim d ON d.d_date_sk = sr.sr_returned_date_sk
  WHERE d.d_quarter_name IN ('2000Q1', '2000Q2', '2000Q3')
), by_catalog AS (
  SELECT cs.cs_bill_customer_sk AS customer_sk, cs.cs_item_sk AS item_sk, cs.cs_quantity AS quantity, d.d_date AS ordered_on
  FROM catalog_sales cs
  JOIN date_dim d ON d.d_date_sk = cs.cs_sold_date_sk
  WHERE d.d_quarter_name IN ('2000Q1', '2000Q2', '2000Q3')
)
SELECT i.i_item_id, i.i_item_desc, s.s_state,
  count(bought.quantity) AS sale_count,
  avg(bought.quantity) AS sale_mean,
  stddev_samp(bought.quantity) / nullif(avg(bought.quantity), 0) AS sale_variation,
  count(brought_back.quantity) AS return_count,
  avg(brought_back.quantity) AS return_mean,
  stddev_samp(brought_back.quantity) / nullif(avg(brought_back.quantity), 0) AS return_variation,
  count(by_catalog.quantity) AS catalog_count,
  avg(by_catalog.quantity) AS catalog_mean,
  stddev_samp(by_catalog.quantity) / nullif(avg(by_catalog.quantity), 0) AS catalog_variation,
  avg(date_diff('day', bought.bought_on, brought_back.returned_on)) AS days_kept,
  min(by_catalog.ordered_on - INTERVAL '1' DAY) AS eve_of_first_order
FROM bought
JOIN brought_back ON (bought.customer_sk, bought.item_sk, bought.ticket)
  = (brought_back.customer_sk, brought_back.item_sk, brought_back.ticket)
JOIN by_catalog ON by_catalog.customer_sk = brought_back.customer_sk AND by_catalog.item_sk = brought_back.item_sk
JOIN item i ON i.i_item_sk = bought.item_sk
JOIN store s ON s.s_store_sk = bought.store_sk
GROUP BY i.i_item_id, i.i_item_desc, s.s_state
ORDER BY i.i_item_id, i.i_item_desc, s.s_state
LIMIT 100;
