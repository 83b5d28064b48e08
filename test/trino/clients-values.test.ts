import { createHash } from 'node:crypto';
import { byClient, type TrinoClient } from '../support/lab/clients';
import { theLab } from '../support/lab/lab';
import { spreadingProxy } from '../support/lab/more-switchyards';

const values = [
  `SELECT TINYINT '-128', SMALLINT '32767', 2147483647, BIGINT '9223372036854775807',
     REAL '1.5', DOUBLE '0.1', nan(), infinity(), DECIMAL '12345678901234567890.123456789012345678'`,
  `SELECT true, 'plain', CHAR 'pad', VARCHAR 'tab\tquote "\\', X'00ff65',
     JSON '{"a": [1, null]}', UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59', IPADDRESS '10.0.0.1'`,
  `SELECT DATE '2024-02-29', TIME '23:59:59.123', TIMESTAMP '2024-02-29 23:59:59.123456',
     TIMESTAMP '2024-02-29 23:59:59.123 Europe/Warsaw', TIME '01:02:03 +05:30',
     INTERVAL '2' DAY, INTERVAL '3' MONTH`,
  `SELECT TIMESTAMP '2024-02-29 23:59:59.123456789012', TIME '23:59:59.123456789012',
     TIMESTAMP '2024-02-29 23:59:59.123456789012 +01:00', TIMESTAMP '1500-01-01 00:00:00'`,
  `SELECT approx_set(n), CAST(approx_set(n) AS P4HyperLogLog), qdigest_agg(n), tdigest_agg(n),
     make_set_digest(n), CAST(qdigest_agg(n) AS varbinary), color('red')
     FROM (VALUES 1, 2, 3) AS t (n)`,
  `SELECT ARRAY[1, NULL, 3], MAP(ARRAY['a', 'b'], ARRAY[1.5, NULL]),
     CAST(ROW(1, 'x', NULL) AS ROW(n integer, t varchar, nothing boolean)), ARRAY[ARRAY['deep']]`,
  `SELECT 'Grüße, 東京 🙂', U&'\\00e9', 'أهلا', '' AS empty`,
  `SELECT NULL, CAST(NULL AS bigint), CAST(NULL AS varchar), CAST(NULL AS array(date))`,
];

test.each(byClient)('the %s reads values of every type', async (_, client) => {
  const [shown, direct] = await runBothWays(client, 'values', values);
  expect(shown).toEqual(direct);
  expect(shown.join('\n')).not.toMatch(/error|failed/i);
  expect(shown.join('\n')).toContain('9223372036854775807'.slice(0, 15));
  expect(shown.join('\n')).toContain('Grüße, 東京 🙂');
});

const failing = [
  'SELEC 1',
  'SELECT nothing FROM nation',
  'SELECT 1 / (n_nationkey - n_nationkey) FROM nation',
  'SELECT * FROM nowhere.some.thing',
  "SELECT CAST('x' AS integer)",
  'SELECT 1',
];

test.each(byClient)('the %s shows errors as Trino words them', async (_, client) => {
  const [shown, direct] = await runBothWays(client, 'failing', failing);
  expect(shown).toEqual(direct);
  expect(shown.join('\n')).toContain("mismatched input 'SELEC'. Expecting: 'ALTER'");
  expect(shown.join('\n')).toContain('Division by zero');
});

const empties = [
  'SELECT * FROM nation WHERE false',
  'SELECT count(*) FROM nation WHERE n_name IS NULL',
  "SHOW TABLES LIKE 'nothing'",
];

test.each(byClient)('the %s reads results without rows', async (_, client) => {
  const [shown, direct] = await runBothWays(client, 'empty', empties);
  expect(shown).toEqual(direct);
  expect(shown.join('\n')).not.toMatch(/error|failed|FRANCE/i);
});

test.each(byClient)('the %s reads 100,000 rows whole', async (_, client) => {
  const statement =
    'SELECT n, s_suppkey, s_acctbal, s_comment FROM supplier CROSS JOIN UNNEST(sequence(1, 1000)) AS t (n)';
  const [rows, direct] = await runBothWays(client, 'large', [statement]);
  expect(rows.filter((line) => !line.includes('s_suppkey'))).toHaveLength(100_000);
  expect(checksum(rows)).toBe(checksum(direct));
});

/** What the client shows through two clusters' proxy, and of one coordinator itself. */
async function runBothWays(client: TrinoClient, user: string, statements: readonly string[]) {
  const through = { url: await spreadingProxy(), user };
  const direct = { url: theLab().blue.url, user: `${user}-direct` };
  return Promise.all([client.run(through, statements), client.run(direct, statements)]);
}

// The order of rows is not defined, so the checksum must not depend on it.
function checksum(lines: string[]): string {
  const hash = createHash('sha256');
  for (const line of [...lines].sort()) hash.update(line).update('\n');
  return hash.digest('hex');
}
