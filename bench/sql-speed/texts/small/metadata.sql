SHOW CATALOGS;
SHOW SCHEMAS FROM hive LIKE 'sales%';
SHOW TABLES FROM hive.sales;
SHOW COLUMNS FROM hive.sales.orders;
DESCRIBE tpch.tiny.nation;
SHOW CREATE TABLE lake.finance.ledger;
SHOW FUNCTIONS LIKE 'array%';
SHOW SESSION;
SHOW STATS FOR hive.sales.orders;
SELECT table_catalog, table_schema, table_name, table_type
FROM hive.information_schema.tables
WHERE table_schema NOT IN ('information_schema', 'pg_catalog')
ORDER BY table_schema, table_name;
SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = 'orders' ORDER BY ordinal_position;
SELECT node_id, http_uri, state FROM system.runtime.nodes;
SELECT query_id, state, source FROM system.runtime.queries WHERE state = 'RUNNING' AND "user" <> 'monitor';
