import { clients } from '../support/lab/clients';
import { theLab } from '../support/lab/lab';
import { tpchQueries } from './tpch-queries';

test('there are 22 queries', () => {
  expect(tpchQueries).toHaveLength(22);
});

test.each(clients.map((client) => [client.name, client] as const))(
  'TPC-H 1 to 22 by the %s gives the same rows as from the coordinator itself',
  async (name, client) => {
    const lab = theLab();
    const user = `tpch-${name.replaceAll(' ', '-')}`;
    const through = await client.run({ url: lab.proxyUrl, user }, tpchQueries);
    const direct = await client.run({ url: lab.blue.url, user: `${user}-direct` }, tpchQueries);
    expect(through).toEqual(direct);
    expect(through.filter((line) => /error|failed/i.test(line))).toEqual([]);
    expect(direct.length).toBeGreaterThan(200);
  },
);
