import { clients } from '../support/lab/clients';
import { theLab } from '../support/lab/lab';
import { tpchQueries } from './tpch-queries';

/** Each client runs every third query, so that each query is run by at least two clients. */
const share = (client: number) => tpchQueries.filter((_, at) => at % 3 === client % 3);

test('there are 22 queries, each run by two clients or more', () => {
  expect(tpchQueries).toHaveLength(22);
  expect(clients.length).toBeGreaterThanOrEqual(6);
});

test.each(clients.map((client, at) => [client.name, client, share(at)] as const))(
  'TPC-H by the %s gives the same rows as from the coordinator itself',
  async (name, client, queries) => {
    const lab = theLab();
    const user = `tpch-${name.replaceAll(' ', '-')}`;
    const through = await client.run({ url: lab.proxyUrl, user }, queries);
    const direct = await client.run({ url: lab.blue.url, user: `${user}-direct` }, queries);
    expect(through).toEqual(direct);
    expect(through.filter((line) => /error|failed/i.test(line))).toEqual([]);
    expect(direct.length).toBeGreaterThan(queries.length);
  },
);
