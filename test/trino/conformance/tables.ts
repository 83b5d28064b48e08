import type { Conversation } from '../../support/conformance/conversation';
import { run } from '../../support/conformance/statement-steps';

const statements = [
  'CREATE SCHEMA memory.conformance',
  'CREATE SCHEMA memory.conformance',
  'CREATE SCHEMA IF NOT EXISTS memory.conformance',
  'CREATE TABLE memory.conformance.t (id bigint, name varchar, at timestamp(3))',
  'CREATE TABLE memory.conformance.t (id bigint)',
  "INSERT INTO memory.conformance.t VALUES (1, 'one', NULL), (2, 'zwölf', TIMESTAMP '2024-01-01 00:00:00')",
  'SELECT * FROM memory.conformance.t ORDER BY id',
  'CREATE TABLE memory.conformance.copied AS SELECT * FROM tpch.tiny.nation',
  'CREATE TABLE memory.conformance.empty AS SELECT * FROM tpch.tiny.nation WITH NO DATA',
  'SELECT count(*) FROM memory.conformance.copied',
  "COMMENT ON TABLE memory.conformance.t IS 'ours'",
  "COMMENT ON COLUMN memory.conformance.t.id IS 'the number'",
  'SHOW CREATE TABLE memory.conformance.t',
  'ALTER TABLE memory.conformance.t ADD COLUMN more integer',
  'ALTER TABLE memory.conformance.t RENAME COLUMN more TO less',
  'ALTER TABLE memory.conformance.t RENAME TO memory.conformance.u',
  "UPDATE memory.conformance.u SET name = 'x' WHERE id = 1",
  'DELETE FROM memory.conformance.u WHERE id = 1',
  'DELETE FROM memory.conformance.u',
  'TRUNCATE TABLE memory.conformance.copied',
  'MERGE INTO memory.conformance.u USING (VALUES 1) AS s (id) ON u.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)',
  'ANALYZE memory.conformance.copied',
  'CREATE VIEW memory.conformance.v AS SELECT n_name FROM tpch.tiny.nation',
  'CREATE OR REPLACE VIEW memory.conformance.v SECURITY INVOKER AS SELECT n_name FROM tpch.tiny.nation',
  'SHOW CREATE VIEW memory.conformance.v',
  'SELECT count(*) FROM memory.conformance.v',
  'CREATE MATERIALIZED VIEW memory.conformance.m AS SELECT 1 AS x',
  'CREATE FUNCTION memory.conformance.twice(x integer) RETURNS integer RETURN x * 2',
  'SELECT memory.conformance.twice(2)',
  'DROP FUNCTION memory.conformance.twice(integer)',
  'DROP VIEW memory.conformance.v',
  'DROP TABLE memory.conformance.u',
  'DROP TABLE IF EXISTS memory.conformance.u',
  'DROP SCHEMA memory.conformance',
  'DROP TABLE memory.conformance.copied',
  'DROP TABLE memory.conformance.empty',
  'DROP SCHEMA memory.conformance RESTRICT',
];

/** Tables in memory live in one coordinator. */
export const tables: Conversation = {
  name: 'Statements that change tables',
  group: 'adhoc',
  steps: statements.map((statement, i) =>
    run(statement, {}, `${i + 1}. ${statement.slice(0, 90)}`),
  ),
};
