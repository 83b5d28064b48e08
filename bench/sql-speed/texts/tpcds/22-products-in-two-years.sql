WITH refunded AS (
  SELECT cs.cs_item_sk AS item_sk, sum(cs.cs_ext_list_price) AS sale,
    sum(cr.cr_refunded_cash + cr.cr_reversed_charge + cr.cr_store_credit) AS refund
  FROM catalog_sales cs
  JOIN catalog_returns cr ON cr.cr_item_sk = cs.cs_item_sk AND cr.cr_order_number = cs.cs_order_number
  GROUP BY cs.cs_item_sk
  HAVING sum(cs.cs_ext_list_price) > 2 * sum(cr.cr_refunded_cash + cr.cr_reversed_charge + cr.cr_store_credit)
), cross_sold AS (
  SELECT i.i_product_name AS product_name, i.i_item_sk AS item_sk, s.s_store_name AS store_name, s.s_zip AS store_zip,
    home.ca_street_number AS b_street_number, home.ca_street_name AS b_street_name, home.ca_city AS b_city, home.ca_zip AS b_zip,
    current_home.ca_street_number AS c_street_number, current_home.ca_street_name AS c_street_name,
    current_home.ca_city AS c_city, current_home.ca_zip AS c_zip,
    sold.d_year AS sold_in, first_sale.d_year AS first_sold_in, first_ship.d_year AS first_shipped_in,
    count(*) AS lines, sum(ss.ss_wholesale_cost) AS cost, sum(ss.ss_list_price) AS list, sum(ss.ss_coupon_amt) AS coupons
  FROM store_sales ss
  JOIN store_returns sr ON sr.sr_item_sk = ss.ss_item_sk AND sr.sr_ticket_number = ss.ss_ticket_number
  JOIN refunded ON refunded.item_sk = ss.ss_item_sk
  JOIN date_dim sold ON sold.d_date_sk = ss.ss_sold_date_sk
  JOIN store s ON s.s_store_sk = ss.ss_store_sk
  JOIN customer c ON c.c_customer_sk = ss.ss_customer_sk
  JOIN date_dim first_sale ON first_sale.d_date_sk = c.c_first_sales_date_sk
  JOIN date_dim first_ship ON first_ship.d_date_sk = c.c_first_shipto_date_sk
  JOIN customer_demographics then_cd ON then_cd.cd_demo_sk = ss.ss_cdemo_sk
  JOIN customer_demographics now_cd ON now_cd.cd_demo_sk = c.c_current_cdemo_sk
  JOIN household_demographics then_hd ON then_hd.hd_demo_sk = ss.ss_hdemo_sk
  JOIN household_demographics now_hd ON now_hd.hd_demo_sk = c.c_current_hdemo_sk
  JOIN customer_address home ON home.ca_address_sk = ss.ss_addr_sk
  JOIN customer_address current_home ON current_home.ca_address_sk = c.c_current_addr_sk
  JOIN income_band then_ib ON then_ib.ib_income_band_sk = then_hd.hd_income_band_sk
  JOIN income_band now_ib ON now_ib.ib_income_band_sk = now_hd.hd_income_band_sk
  JOIN item i ON i.i_item_sk = ss.ss_item_sk
  JOIN promotion p ON p.p_promo_sk = ss.ss_promo_sk
  WHERE then_cd.cd_marital_status <> now_cd.cd_marital_status
    AND now_ib.ib_lower_bound >= then_ib.ib_lower_bound
    AND i.i_color IN ('tan', 'slate', 'rose', 'forest', 'cornsilk', 'ghost')
    AND i.i_current_price BETWEEN 22 AND 22 + 18
    AND i.i_current_price BETWEEN 22 + 3 AND 22 + 24
    AND (p.p_discount_active = 'N' OR p.p_cost < 1000.00)
  GROUP BY i.i_product_name, i.i_item_sk, s.s_store_name, s.s_zip,
    home.ca_street_number, home.ca_street_name, home.ca_city, home.ca_zip,
    current_home.ca_street_number, current_home.ca_street_name, current_home.ca_city, current_home.ca_zip,
    sold.d_year, first_sale.d_year, first_ship.d_year
)
SELECT one.product_name, one.store_name, one.store_zip,
  one.b_street_number, one.b_street_name, one.b_city, one.b_zip,
  one.c_street_number, one.c_street_name, one.c_city, one.c_zip,
  one.sold_in AS sold_first, one.lines AS lines_first, one.cost AS cost_first, one.list AS list_first, one.coupons AS coupons_first,
  two.sold_in AS sold_next, two.lines AS lines_next, two.cost AS cost_next, two.list AS list_next, two.coupons AS coupons_next
FROM cross_sold one
JOIN cross_sold two
  ON two.item_sk = one.item_sk AND two.store_name = one.store_name AND two.store_zip = one.store_zip
WHERE one.sold_in = 1999 AND two.sold_in = 1999 + 1 AND two.lines <= one.lines
ORDER BY one.product_name, one.store_name, lines_next, cost_first, cost_next;
