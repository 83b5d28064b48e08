WITH store_part AS (
  SELECT s.s_store_id AS place, sum(x.price) AS sales, sum(x.profit) AS profit, sum(x.refund) AS refunds, sum(x.loss) AS losses
  FROM (
    SELECT ss_store_sk AS sk, ss_sold_date_sk AS date_sk, ss_ext_sales_price AS price, ss_net_profit AS profit,
      CAST(0 AS decimal(7, 2)) AS refund, CAST(0 AS decimal(7, 2)) AS loss
    FROM store_sales
    UNION ALL
    SELECT sr_store_sk, sr_returned_date_sk, CAST(0 AS decimal(7, 2)), CAST(0 AS decimal(7, 2)), sr_return_amt, sr_net_loss
    FROM store_returns
  ) x
  JOIN date_dim d ON d.d_date_sk = x.date_sk
  JOIN store s ON s.s_store_sk = x.sk
  WHERE d.d_date BETWEEN DATE '1999-11-03' AND DATE '1999-11-03' + INTERVAL '14' DAY
  GROUP BY s.s_store_id
), catalog_part AS (
  SELECT cp.cp_catalog_page_id AS place, sum(x.price) AS sales, sum(x.profit) AS profit, sum(x.refund) AS refunds, sum(x.loss) AS losses
  FROM (
    SELECT cs_catalog_page_sk AS sk, cs_sold_date_sk AS date_sk, cs_ext_sales_price AS price, cs_net_profit AS profit,
      CAST(0 AS decimal(7, 2)) AS refund, CAST(0 AS decimal(7, 2)) AS loss
    FROM catalog_sales
    UNION ALL
    SELECT cr_catalog_page_sk, cr_returned_date_sk, CAST(0 AS decimal(7, 2)), CAST(0 AS decimal(7, 2)), cr_return_amount, cr_net_loss
    FROM catalog_returns
  ) x
  JOIN date_dim d ON d.d_date_sk = x.date_sk
  JOIN catalog_page cp ON cp.cp_catalog_page_sk = x.sk
  WHERE d.d_date BETWEEN DATE '1999-11-03' AND DATE '1999-11-03' + INTERVAL '14' DAY
  GROUP BY cp.cp_catalog_page_id
), web_part AS (
  SELECT w.web_site_id AS place, sum(x.price) AS sales, sum(x.profit) AS profit, sum(x.refund) AS refunds, sum(x.loss) AS losses
  FROM (
    SELECT ws_web_site_sk AS sk, ws_sold_date_sk AS date_sk, ws_ext_sales_price AS price, ws_net_profit AS profit,
      CAST(0 AS decimal(7, 2)) AS refund, CAST(0 AS decimal(7, 2)) AS loss
    FROM web_sales
    UNION ALL
    SELECT ws.ws_web_site_sk, wr.wr_returned_date_sk, CAST(0 AS decimal(7, 2)), CAST(0 AS decimal(7, 2)), wr.wr_return_amt, wr.wr_net_loss
    FROM web_returns wr
    LEFT JOIN web_sales ws ON ws.ws_item_sk = wr.wr_item_sk AND ws.ws_order_number = wr.wr_order_number
  ) x
  JOIN date_dim d ON d.d_date_sk = x.date_sk
  JOIN web_site w ON w.web_site_sk = x.sk
  WHERE d.d_date BETWEEN DATE '1999-11-03' AND DATE '1999-11-03' + INTERVAL '14' DAY
  GROUP BY w.web_site_id
)
SELECT channel, place, sum(sales) AS sales, sum(refunds) AS refunds, sum(profit - losses) AS profit
FROM (
  SELECT 'store' AS channel, concat('store ', place) AS place, sales, refunds, profit, losses FROM store_part
  UNION ALL
  SELECT 'catalog', concat('page ', place), sales, refunds, profit, losses FROM catalog_part
  UNION ALL
  SELECT 'web', concat('site ', place), sales, refunds, profit, losses FROM web_part
) AS channels
GROUP BY ROLLUP (channel, place)
ORDER BY channel NULLS FIRST, place NULLS FIRST
LIMIT 100;
