import { clients } from '../support/lab/clients';
import { queriesOf } from '../support/lab/coordinator-records';
import { theLab } from '../support/lab/lab';
import { eventually } from '../support/eventually';

const statement = 'SELECT count(*) FROM nation';

describe.each(clients.map((client) => [client.name, client] as const))(
  'by the %s',
  (name, client) => {
    const user = `rules-${name.replaceAll(' ', '-')}`;

    test('statements of airflow run on etl and no other ones do', async () => {
      const { proxyUrl: url, blue, green } = theLab();
      await client.run({ url, user: `${user}-airflow`, source: 'airflow' }, [statement]);
      await client.run({ url, user, source: 'notebook' }, [statement]);
      const ranIn = async (coordinator: string, who: string) =>
        (await queriesOf(coordinator, who)).map((query) => query.statement);
      expect(await ranIn(green.url, `${user}-airflow`)).toEqual([statement]);
      expect(await ranIn(blue.url, `${user}-airflow`)).toEqual([]);
      expect(await ranIn(blue.url, user)).toEqual([statement]);
      expect(await ranIn(green.url, user)).toEqual([]);
    });

    test('each decision and each query is recorded', async () => {
      const { routerUrl, green } = theLab();
      const airflow = `${user}-airflow`;
      const [ran] = await queriesOf(green.url, airflow);
      await eventually(async () => {
        const queries = await recorded(`${routerUrl}/v1/queries?user=${airflow}`);
        expect(queries).toMatchObject([
          { queryId: ran!.queryId, cluster: 'green', routingGroup: 'etl', state: 'FINISHED' },
        ]);
      });
      await eventually(async () => {
        const decisions = await recorded(`${routerUrl}/v1/decisions?user=${airflow}`);
        expect(decisions).toMatchObject([
          { routingGroup: 'etl', reason: 'RULE_MATCHED', source: 'airflow', user: airflow },
        ]);
      });
    });
  },
);

/** Items of a list of the router-service, whichever the list's own name is. */
async function recorded(url: string): Promise<unknown[]> {
  const response = await fetch(url);
  const lists = Object.values((await response.json()) as Record<string, unknown>);
  return lists.find((list): list is unknown[] => Array.isArray(list)) ?? [];
}
