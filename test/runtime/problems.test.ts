import { z } from 'zod';
import { pathText, problemsOf } from '../../runtime/problems';

test.each([
  [[], ''],
  [['rules', 2, 'event'], 'rules[2].event'],
  [[0, 'name'], '[0].name'],
  [['a', 0, 1], 'a[0][1]'],
])('the path %j is written %j', (path, text) => {
  expect(pathText(path)).toBe(text);
});

const schema = z.strictObject({
  name: z.string('must be text'),
  items: z.array(z.strictObject({ size: z.number('must be a number') })),
});

test('every problem has the path of its place, unknown fields each their own', () => {
  const { error } = schema.safeParse({ name: 1, items: [{ size: 'x', a: 1, b: 2 }], extra: 0 });
  const unknown = 'is not a known field; remove it or check its spelling';
  expect(error && problemsOf(error)).toEqual([
    { path: 'name', message: 'must be text' },
    { path: 'items[0].size', message: 'must be a number' },
    { path: 'items[0].a', message: unknown },
    { path: 'items[0].b', message: unknown },
    { path: 'extra', message: unknown },
  ]);
});

test('a problem of the whole input inside something larger has the path of that', () => {
  const { error } = schema.safeParse(null);
  expect(error && problemsOf(error, 'body')).toMatchObject([{ path: 'body' }]);
});
