import { maskedConfig } from '../../config/masked';
import { configSchema } from '../../config/schema';

const secrets = {
  frontProxy: { routerToken: 'open sesame', routerUrls: ['http://me:hidden@127.0.0.1:8090'] },
  database: { url: 'postgres://switchyard:p@ss:w/rd@db:5432/switchyard' },
  tokens: [{ name: 'ann', role: 'admin', sha256: 'ab'.repeat(32) }],
};

test('no secret is shown, and everything else of its value is', () => {
  const masked = maskedConfig(configSchema.parse(secrets));
  expect(masked).toMatchObject({
    frontProxy: { routerToken: '***', routerUrls: ['http://me:***@127.0.0.1:8090'] },
    tokens: [{ name: 'ann', role: 'admin', sha256: '***' }],
  });
  expect(JSON.stringify(masked)).not.toMatch(/sesame|hidden|ss:w|abab/);
});

test.each([
  ['postgres://me:secret@db/x', 'postgres://me:***@db/x'],
  ['postgres://me:se/cr@et@db/x', 'postgres://me:***@db/x'],
  ['postgres://me@db/x', 'postgres://me@db/x'],
  ['postgres://db:5432/x', 'postgres://db:5432/x'],
  ['postgres://db/x?password=secret&ssl=1', 'postgres://db/x?password=***&ssl=1'],
  ['postgres:///x?host=/tmp&user=me', 'postgres:///x?host=/tmp&user=me'],
])('database.url %s is shown as %s', (url, shown) => {
  const config = configSchema.parse({ database: { url } });
  expect(maskedConfig(config)).toMatchObject({ database: { url: shown } });
});

test('what is shown can be read again and means the same', () => {
  const config = configSchema.parse({
    frontProxy: { listen: '[::1]:9000', routerTimeout: '1500ms', maxStatementSize: '512kB' },
    routerService: { bodyLimit: '1001kB' },
    history: { retention: '36h', flushInterval: '90s' },
    clusters: [{ name: 'blue', url: 'http://10.0.0.5:8080', routingGroups: ['adhoc', 'etl'] }],
  });
  expect(configSchema.parse(maskedConfig(config))).toEqual(config);
});

test('durations, sizes and addresses are shown in the units of people', () => {
  expect(maskedConfig(configSchema.parse({}))).toMatchObject({
    frontProxy: { listen: '127.0.0.1:8080', responseTimeout: '2m', maxStatementSize: '16MB' },
    history: { retention: '7d', flushInterval: '500ms' },
  });
});
