import { clients } from '../support/lab/clients';
import { theLab } from '../support/lab/lab';
import { tpchQueries } from './tpch-queries';

/** Each query is run by one client, and each client runs its share of them. */
const share = (client: number) => tpchQueries.filter((_, at) => at % clients.length === client);

test('there are 22 queries, and every client has some', () => {
  expect(tpchQueries).toHaveLength(22);
  for (const client of clients.keys()) expect(share(client).length).toBeGreaterThanOrEqual(3);
});

test.each(clients.map((client, at) => [client.name, client, share(at)] as const))(
  'TPC-H by the %s gives the same rows as from the coordinator itself',
  async (name, client, queries) => {
    const lab = theLab();
    const user = `tpch-${name.replaceAll(' ', '-')}`;
    const [through, direct] = await Promise.all([
      client.run({ url: lab.proxyUrl, user }, queries),
      client.run({ url: lab.blue.url, user: `${user}-direct` }, queries),
    ]);
    expect(through).toEqual(direct);
    expect(through.filter((line) => /error|failed/i.test(line))).toEqual([]);
    expect(direct.length).toBeGreaterThan(queries.length);
  },
);
