import { randomInt } from 'node:crypto';
import { PageUriRewriter } from '../../front-proxy/rewriting/page-uris';

const rewrite = (uri: string) => uri.replace('http://trino', 'https://proxy/c~blue');

function rewritten(page: object | string, cut: number): string {
  const text = typeof page === 'string' ? page : JSON.stringify(page);
  const bytes = Buffer.from(text);
  const rewriter = new PageUriRewriter(rewrite);
  const sent: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += cut)
    sent.push(...rewriter.push(bytes.subarray(at, at + cut)));
  return Buffer.concat([...sent, ...rewriter.end()]).toString('utf8');
}

const uris = {
  infoUri: 'http://trino/ui/query.html?1',
  partialCancelUri: 'http://trino/v1/statement/executing/partialCancel/1',
  nextUri: 'http://trino/v1/statement/executing/1',
};
const columns = [
  { name: 'nextUri', type: 'varchar', typeSignature: { arguments: [{ uri: 'http://trino/a' }] } },
];
const segments = [
  { type: 'spooled', uri: 'http://trino/v1/d/1', ackUri: 'http://trino/v1/a/1', metadata: {} },
  { type: 'inline', data: 'aHR0cDovL3RyaW5v', metadata: { uri: 'http://trino/not' } },
  { type: 'spooled', uri: 'https://store/bucket/1?sig=a', ackUri: 'http://trino/v1/a/2' },
];

describe.each([1, 2, 7, 1000])('a page that comes in pieces of %i bytes', (cut) => {
  test('has its own URIs rewritten and nothing else', () => {
    const page = {
      id: '1',
      ...uris,
      columns,
      data: [['http://trino/x', { nextUri: uris.nextUri }]],
    };
    const expected = {
      ...page,
      infoUri: rewrite(uris.infoUri),
      partialCancelUri: rewrite(uris.partialCancelUri),
      nextUri: rewrite(uris.nextUri),
    };
    expect(rewritten(page, cut)).toBe(JSON.stringify(expected));
  });

  test('has the URIs of spooled segments rewritten', () => {
    const page = { ...uris, columns, data: { encoding: 'json', metadata: {}, segments } };
    const result = JSON.parse(rewritten(page, cut)) as typeof page;
    expect(result.data.segments).toEqual([
      { ...segments[0], uri: 'https://proxy/c~blue/v1/d/1', ackUri: 'https://proxy/c~blue/v1/a/1' },
      segments[1],
      { ...segments[2], ackUri: 'https://proxy/c~blue/v1/a/2' },
    ]);
  });

  test('keeps spaces, escapes and numbers as they are', () => {
    const text = String.raw`{ "a\"nextUri" : "http://trino/\u0041" , "n":1.0e3, "nextUri" : null,
      "infoUri": "http://trino/\"q\"\\", "stats" :{"x":[{"nextUri":"http://trino"}]} }`;
    expect(rewritten(text, cut)).toBe(
      text.replace(String.raw`"http://trino/\"`, String.raw`"https://proxy/c~blue/\"`),
    );
  });

  test.each(['{"nextUri":"http://tri', '{"nextUri":"\\', '{"data":[["', '', 'no JSON "at all'])(
    'that breaks off as %s passes as it is',
    (text) => expect(rewritten(text, cut)).toBe(text),
  );
});

test('any page cut anywhere gives the same as the page in one piece', () => {
  const page = {
    id: 'ü😀',
    ...uris,
    columns,
    data: { segments },
    error: { message: '"nextUri":"' },
  };
  const whole = rewritten(page, 1e6);
  const bytes = Buffer.from(JSON.stringify(page));
  for (let round = 0; round < 200; round += 1) {
    const rewriter = new PageUriRewriter(rewrite);
    const sent: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const next = at + 1 + randomInt(40);
      sent.push(...rewriter.push(bytes.subarray(at, next)));
      at = next;
    }
    expect(Buffer.concat(sent).toString('utf8')).toBe(whole);
  }
});
