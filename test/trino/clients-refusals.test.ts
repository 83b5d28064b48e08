import { byClient } from '../support/lab/clients';
import { refusingProxy } from '../support/lab/more-switchyards';

test.each(byClient)('the %s shows why a rule refuses a statement', async (_, client) => {
  const session = { url: await refusingProxy(), user: 'refused', source: 'unwelcome' };
  const shown = (await client.run(session, ['SELECT 1'])).join('\n');
  expect(shown).toContain('Come back at 8 o’clock');
});

test.each(byClient)('the %s shows which group has no cluster', async (_, client) => {
  const session = { url: await refusingProxy(), user: 'unserved' };
  const shown = (await client.run(session, ['SELECT 1'])).join('\n');
  expect(shown).toMatch(/group.*nightly/);
  expect(shown).toContain('violet');
});
