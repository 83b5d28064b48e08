import { jdbcProgram, linesFrom, sqlalchemyProgram } from '../support/lab/client-programs';
import { theLab } from '../support/lab/lab';
import { spreadingProxy } from '../support/lab/more-switchyards';

test.each([
  ['JDBC’s DatabaseMetaData', jdbcProgram],
  ['SQLAlchemy’s inspector and reflection', sqlalchemyProgram],
])('%s tells schemas, tables and columns as it does directly', async (_, program) => {
  const lines = (url: string) =>
    linesFrom(program({ mode: 'metadata', session: { url, user: 'metadata' }, statements: [] }));
  const shown = await lines(await spreadingProxy());
  expect(shown).toEqual(await lines(theLab().blue.url));
  expect(shown.join('\n')).toMatch(/lineitem[^]*n_nationkey/);
});
