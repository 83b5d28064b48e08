import type { Conversation } from '../../support/conformance/conversation';
import { run } from '../../support/conformance/statement-steps';

/** One value, or several, of each type. */
const values = [
  'true, false, CAST(NULL AS boolean)',
  "TINYINT '127', SMALLINT '-32768', 2147483647, BIGINT '-9223372036854775808'",
  "9223372036854775807, BIGINT '9007199254740993'",
  "REAL '1.1', DOUBLE '1e-300', 1E0, nan(), infinity(), -infinity(), -0e0",
  "1.1, DECIMAL '12345678901234567890.123456789012345678', CAST(0 AS decimal(38, 38))",
  "'text', '', CAST('pad' AS char(8)), U&'\\00e4\\+01F600', 'Größe 漢字 🙂 \"quoted\" \\ back'",
  "'line\nbreak\ttab', chr(0), chr(8232), '</script>', '&<>'",
  "X'65683F', X'', from_hex('ff00')",
  "JSON '{\"a\": [1, 2.50, null, \"ü\"]}', JSON 'null', JSON '1e400'",
  "DATE '2024-02-29', DATE '-0001-01-01', DATE '+12345-01-01'",
  "TIME '01:02:03', TIME '01:02:03.123456789012', TIME '01:02:03.4 +05:45'",
  "TIMESTAMP '2020-06-10 15:55:23', TIMESTAMP '2020-06-10 15:55:23.123456789012'",
  "TIMESTAMP '2020-06-10 15:55:23.4 Europe/Berlin', TIMESTAMP '2020-06-10 15:55:23.4 UTC'",
  "INTERVAL '2' DAY, INTERVAL '-3' MONTH, INTERVAL '1' SECOND",
  "ARRAY[1, NULL, 3], ARRAY[], ARRAY[ARRAY['a'], NULL]",
  "MAP(ARRAY['b', 'a'], ARRAY[1, 2]), MAP(ARRAY[1], ARRAY[MAP(ARRAY['x'], ARRAY[NULL])]), MAP()",
  'ROW(1, \'a\'), CAST(ROW(1, NULL) AS ROW(x bigint, "Y z" varchar)), ROW(ROW(ARRAY[ROW(1)]))',
  "UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', IPADDRESS '10.0.0.1', IPADDRESS '2001:db8::1'",
  'approx_set(1), cast(approx_set(1) AS P4HyperLogLog)',
  'tdigest_agg(1.0), qdigest_agg(1), make_set_digest(1)',
  "color('red'), bar(0.5, 3)",
  'ST_Point(1, 2)',
  'NULL, ROW(NULL), ARRAY[NULL]',
];

const selections = [
  'SELECT 1',
  'SELECT 1 AS "Größe 漢字", 2 AS "a""b", 3 AS ""',
  'SELECT 1, 1, 1 AS x, 2 AS x',
  "SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS t (id, name) ORDER BY 1",
  'VALUES 1, 2, 3',
  'TABLE tpch.tiny.region',
  'SELECT n_name FROM tpch.tiny.nation ORDER BY 1',
  'SELECT * FROM tpch.tiny.nation WHERE false',
  'SELECT n_regionkey, count(*) FROM tpch.tiny.nation GROUP BY 1 ORDER BY 1',
  'SELECT n_name, r_name FROM tpch.tiny.nation JOIN tpch.tiny.region ON n_regionkey = r_regionkey ORDER BY 1',
  'WITH RECURSIVE t(n) AS (VALUES 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t ORDER BY 1',
  'SELECT n, rank() OVER (ORDER BY n DESC) FROM UNNEST(sequence(1, 5)) AS t (n) ORDER BY 1',
  'SELECT * FROM UNNEST(sequence(1, 10000)) AS t (n) ORDER BY n LIMIT 3000',
  'SELECT sum(l_quantity), min(l_shipdate) FROM tpch.tiny.lineitem',
  'SELECT DISTINCT n_regionkey FROM tpch.tiny.nation ORDER BY 1 OFFSET 1 ROW FETCH FIRST 2 ROWS ONLY',
  'SELECT * FROM TABLE(sequence(1, 3)) ORDER BY 1',
  'SELECT a FROM (VALUES 1) AS t (a) UNION ALL SELECT 2 ORDER BY a',
  'SELECT current_user, current_catalog, current_schema, current_timezone()',
  'WITH FUNCTION twice(x integer) RETURNS integer RETURN x * 2 SELECT twice(21)',
  "SELECT json_value('{\"a\": 7}', 'lax $.a'), json_query('{\"a\": [1]}', 'lax $.a')",
  "SELECT rpad('x', 20000, 'y')",
];

const showing = [
  'SHOW CATALOGS',
  'SHOW SCHEMAS FROM tpch',
  "SHOW SCHEMAS FROM tpch LIKE 's%'",
  'SHOW TABLES FROM tpch.tiny',
  'SHOW COLUMNS FROM tpch.tiny.nation',
  'DESCRIBE tpch.tiny.nation',
  'SHOW CREATE TABLE tpch.tiny.nation',
  'SHOW CREATE SCHEMA memory.default',
  'SHOW STATS FOR tpch.tiny.nation',
  "SHOW FUNCTIONS LIKE 'array_%'",
  "SHOW SESSION LIKE 'query_max%'",
  'SHOW ROLES',
  'SHOW CURRENT ROLES',
  'SHOW ROLE GRANTS',
  'SHOW GRANTS',
  'SELECT node_id IS NULL, node_version, coordinator, state FROM system.runtime.nodes',
  "SELECT table_name FROM tpch.information_schema.tables WHERE table_schema = 'tiny' ORDER BY 1",
  'SELECT catalog_name, connector_id FROM system.metadata.catalogs ORDER BY 1',
];

const explaining = [
  'EXPLAIN SELECT 1',
  'EXPLAIN (TYPE LOGICAL, FORMAT JSON) SELECT n_name FROM tpch.tiny.nation',
  'EXPLAIN (TYPE DISTRIBUTED, FORMAT TEXT) SELECT count(*) FROM tpch.tiny.nation',
  'EXPLAIN (FORMAT GRAPHVIZ) SELECT 1',
  'EXPLAIN (TYPE IO, FORMAT JSON) SELECT * FROM tpch.tiny.nation',
  'EXPLAIN (TYPE VALIDATE) SELECT 1',
];

/** Statements that change nothing. */
export const reading: Conversation = {
  name: 'Statements that read',
  group: 'shared',
  steps: [
    ...values.map((list) => run(`SELECT ${list}`)),
    ...selections.map((statement) => run(statement)),
    ...showing.map((statement) => run(statement)),
    ...explaining.map((statement) => run(statement)),
  ],
};
