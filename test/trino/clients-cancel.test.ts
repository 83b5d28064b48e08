import { byClient } from '../support/lab/clients';
import { queriesOf } from '../support/lab/coordinator-records';
import { eventually } from '../support/eventually';
import { theLab } from '../support/lab/lab';

const { proxyUrl, blue } = theLab();
const endless = 'SELECT count(*) FROM tpch.sf1.lineitem a CROSS JOIN tpch.sf1.lineitem b';

async function queryOf(user: string) {
  const queries = await queriesOf(blue.url, user);
  return queries.find(({ statement }) => statement === endless);
}

test.each(byClient)('the %s cancels a running query its own way', async (name, client) => {
  const user = `cancel-${name.replaceAll(' ', '-')}`;
  const running = client.start({ url: proxyUrl, user }, endless);
  await eventually(async () => expect((await queryOf(user))?.state).toBe('RUNNING'), 60_000);
  await running.cancel();
  await eventually(async () => {
    expect(await queryOf(user)).toMatchObject({ state: 'FAILED', errorCode: 'USER_CANCELED' });
  }, 20_000);
  expect((await running.shown).join('\n')).toMatch(/cancel|abort|Error fetching results/i);
});
