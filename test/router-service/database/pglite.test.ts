import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../router-service/database/database';
import { createLog } from '../../../runtime/log';
import { pgliteDirectory } from '../../support/pglite-directory';

const log = createLog('test', 'silent');
const home = mkdtempSync(join(tmpdir(), 'switchyard-pglite-'));
const directory = join(home, 'made', 'with', 'parents');

afterAll(() => rmSync(home, { recursive: true, force: true }));

test('the embedded database keeps its state, lets one in, and refuses a newer state', async () => {
  const first = await openDatabase({ directory, log });
  await first.query('create table note as select 1 as number');
  const second = openDatabase({ directory, log });
  await expect(second).rejects.toMatchObject({ code: 'DATABASE_IN_USE' });
  await first.query('insert into migration (number, title, checksum) values ($1, $2, $3)', [
    9999,
    'from the future',
    '',
  ]);
  await first.close();
  await first.close();
  await expect(first.query('select 1')).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    status: 503,
  });

  const tooNew = openDatabase({ directory, log });
  await expect(tooNew).rejects.toMatchObject({ code: 'DATABASE_TOO_NEW' });
}, 60_000);

test('a folder that was closed can be opened again', async () => {
  const other = await pgliteDirectory();
  const first = await openDatabase({ directory: other, log });
  await first.query('create table note as select 1 as number');
  await first.close();
  const again = await openDatabase({ directory: other, log });
  expect(await again.query('select number from note')).toEqual([{ number: 1 }]);
  await again.close();
  rmSync(other, { recursive: true, force: true });
}, 60_000);
