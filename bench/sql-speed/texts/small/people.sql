SELECT 1;
SELECT * FROM hive.web.visits LIMIT 100;
select count(*) from orders where orderdate >= date '2024-03-01';
SELECT DISTINCT country FROM customers ORDER BY 1;
SELECT id, total FROM sales.orders WHERE customer_id = 48213 AND status IN ('open', 'held') ORDER BY created_at DESC LIMIT 20;
select region, sum(amount) as revenue from hive.sales.payments where paid_on between date '2024-01-01' and date '2024-01-31' group by region having sum(amount) > 10000 order by revenue desc;
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.city = 'Lisbon';
select approx_distinct(user_id) from web.visits where day = current_date - interval '1' day;
-- how many are late?
SELECT shipmode, count_if(receiptdate > commitdate) AS late FROM tpch.sf1.lineitem GROUP BY shipmode;
EXPLAIN SELECT name FROM tpch.tiny.region WHERE regionkey = 3;
SELECT json_extract_scalar(payload, '$.device.os') AS os, count(*) FROM raw.events WHERE day = '2024-05-06' GROUP BY 1;
SELECT t.tag, count(*) FROM posts CROSS JOIN UNNEST(tags) AS t (tag) GROUP BY t.tag FETCH FIRST 10 ROWS ONLY;
WITH latest AS (SELECT device, max(seen_at) AS seen_at FROM iot.readings GROUP BY device)
SELECT r.device, r.temperature FROM iot.readings r JOIN latest USING (device, seen_at);
SELECT date_trunc('hour', ts) AS hour, avg(latency_ms) FROM metrics.http WHERE service = 'cart' AND ts > now() - INTERVAL '6' HOUR GROUP BY 1;
