import { warningsChange } from '../../front-proxy/rewriting/page-warnings';

const warnings = [{ rule: 'r', message: 'm' }];
const added = {
  warningCode: { code: expect.any(Number) as number, name: 'SWITCHYARD_RULE' },
  message: 'm (rule r)',
};

function through(page: string, size: number): string {
  const bytes = Buffer.from(page);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const change = warningsChange(warnings);
  return Buffer.concat([
    ...pieces.flatMap((piece) => change.push(piece)),
    ...change.end(),
  ]).toString();
}

test.each([1, 7, 1_000_000])('a page in pieces of %d bytes gets them, and nothing else', (size) => {
  const page = { id: 'q', data: [[1]], stats: { state: 'FINISHED' }, warnings: [] };
  expect(JSON.parse(through(JSON.stringify(page), size))).toEqual({
    ...page,
    warnings: [added],
  });
});

test("Trino's own come after them, and what follows them stays", () => {
  const page = { warnings: [{ message: 'own' }], updateType: 'INSERT', updateCount: 3 };
  expect(JSON.parse(through(JSON.stringify(page), 50))).toEqual({
    ...page,
    warnings: [added, { message: 'own' }],
  });
});

test('rows that look like the list are rows', () => {
  const rows = [[{ warnings: [1] }], ['"warnings":[']];
  const page = { data: rows, stats: {}, warnings: [] };
  expect(JSON.parse(through(JSON.stringify(page), 3))).toEqual({
    ...page,
    warnings: [added],
  });
});

test('a large page passes as it comes, but for its end', () => {
  const page = {
    data: Array.from({ length: 20_000 }, (_, i) => [i, 'x'.repeat(50)]),
    warnings: [],
  };
  const changed = JSON.parse(through(JSON.stringify(page), 65_536)) as typeof page;
  expect(changed.data).toEqual(page.data);
  expect(changed.warnings).toEqual([added]);
});

test.each(['', '{}', '{"data":[[1]]', 'no page'])('%j stays as it is', (page) => {
  expect(through(page, 4)).toBe(page);
});
