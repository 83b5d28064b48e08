import { gzipSync } from 'node:zlib';
import { PageObserver } from '../../front-proxy/observe-page';

const ID = '20260101_000000_00001_abcde';
const NEXT = `http://proxy/c~blue/v1/statement/executing/${ID}/slug/1`;

function read(page: object, encoding?: 'gzip', cut = 1000) {
  const text = Buffer.from(JSON.stringify(page));
  const bytes = encoding === 'gzip' ? gzipSync(text) : text;
  const observer = new PageObserver();
  for (let at = 0; at < bytes.length; at += cut) observer.onData(bytes.subarray(at, at + cut));
  return observer.read(encoding);
}

const rows = (count: number) => Array.from({ length: count }, (_, i) => [`row ${i * 7919}`]);

describe.each([[undefined], ['gzip'] as const])('with content encoding %s', (encoding) => {
  test.each([1, 50_000])('a page of %i rows with a nextUri is not the last', (count) => {
    const page = { id: ID, infoUri: 'http://x', nextUri: NEXT, data: rows(count) };
    expect(read(page, encoding)).toEqual({ isLast: false, id: ID, uri: NEXT });
  });

  test('the last page tells the state', () => {
    const page = { id: ID, infoUri: 'http://x', stats: { state: 'FINISHED' } };
    expect(read(page, encoding)).toMatchObject({ isLast: true, id: ID, state: 'FINISHED' });
  });

  test('a failed query tells the name of its error', () => {
    const error = { errorName: 'SYNTAX_ERROR', message: 'line 1:1 "nextUri":"' };
    const page = { id: ID, stats: { state: 'FAILED' }, error };
    expect(read(page, encoding)).toMatchObject({ id: ID });
  });
});

test('a row that quotes a nextUri does not make a last page look like another', () => {
  const page = { id: ID, stats: { state: 'FINISHED' }, data: [['"nextUri":"http://x"']] };
  expect(read(page)).toMatchObject({ isLast: true, state: 'FINISHED' });
});

describe('the last page of a query that did not fail is told by its statistics', () => {
  const last = (more: object) =>
    read({ id: ID, infoUri: 'http://x', ...more, stats: { state: 'FINISHED' } });
  const finished = { isLast: true, id: ID, uri: 'http://x', state: 'FINISHED' };

  test('and those of a row are not taken for them', () => {
    const row = [{ stats: { state: 'FAILED' } }, '"stats":{"state":"FAILED"'];
    expect(last({ data: [row] })).toEqual(finished);
  });

  test('which an error behind them outweighs', () => {
    const page = { id: ID, stats: { state: 'FINISHED' }, error: { errorName: 'ABANDONED_QUERY' } };
    expect(read(page)).toMatchObject({ isLast: true, errorName: 'ABANDONED_QUERY' });
  });

  test('and an id of a row is not that of the query', () => {
    expect(read({ data: [{ id: 'row' }], stats: { state: 'FINISHED' } })).toBeUndefined();
  });

  test.each(['FAILED', 'RUNNING', 'CANCELED'])('%s is told as it is', (state) => {
    expect(read({ id: ID, stats: { state } })).toMatchObject({ isLast: true, id: ID, state });
  });
});

test.each([100, 1900, 4000])(
  'URIs that carry warnings of %i characters hide no nextUri',
  (length) => {
    const segment = `w~${'x'.repeat(length)}`;
    const [infoUri, nextUri] = [`http://p/${segment}/ui`, `http://p/${segment}/v1/statement/1`];
    const stats = { state: 'RUNNING' };
    for (const data of [[], rows(10_000)])
      expect(read({ id: ID, infoUri, nextUri, data, stats }, undefined, 100_000)).toMatchObject({
        isLast: false,
        uri: nextUri,
      });
    expect(read({ id: ID, infoUri, nextUri, stats }, 'gzip')).toMatchObject({ isLast: false });
  },
);

test.each([['not json'], ['[]'], ['null'], [''], ['{"id":5}']])(
  'a body that is no page (%s) is no news',
  (text) => {
    const observer = new PageObserver();
    observer.onData(Buffer.from(text));
    expect(observer.read(undefined)).toBeUndefined();
  },
);

test('an encoding that we do not read is no news, as is a broken stream', () => {
  const observer = new PageObserver();
  observer.onData(Buffer.from('xyz'));
  expect(observer.read('br')).toBeUndefined();
  expect(observer.read('gzip')).toBeUndefined();
});
