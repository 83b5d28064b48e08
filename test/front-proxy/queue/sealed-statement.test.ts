import { newKey, seal, unseal } from '../../../front-proxy/queue/sealed-statement';

const statement = { statement: 'select 1', headers: ['X-Trino-User', 'ann'] };

test('a statement comes out as it went in', async () => {
  const key = newKey();
  expect(await unseal(await seal(statement, key), key)).toEqual(statement);
});

test('nothing is to be read of it, and the same one never looks the same', async () => {
  const key = newKey();
  const [one, other] = [await seal(statement, key), await seal(statement, key)];
  expect(one).not.toBe(other);
  expect(Buffer.from(one, 'base64').toString('latin1')).not.toContain('select');
});

test('another key opens nothing, nor does anything open that was changed', async () => {
  const key = newKey();
  const sealed = Buffer.from(await seal(statement, key), 'base64');
  await expect(unseal(sealed.toString('base64'), newKey())).rejects.toThrow();
  sealed.writeUInt8(sealed.readUInt8(40) ^ 1, 40);
  await expect(unseal(sealed.toString('base64'), key)).rejects.toThrow();
  await expect(unseal('', key)).rejects.toThrow();
});
