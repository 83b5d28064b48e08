import { firstPage, laterPage, type Answer } from '../../../bench/proxy/systems/fake-pages';

const WANTED = '\r\nX-Trino-Client-Info: 2x1000';
const FORWARDED =
  '\r\nX-Forwarded-Host: proxy\r\nX-Forwarded-Port: 8080\r\nX-Forwarded-Prefix: /c~blue';

const head = (lines: string) => `GET / HTTP/1.1\r\nHost: 127.0.0.1:9${lines}`;

interface Page {
  id: string;
  nextUri?: string;
  data?: unknown[];
  stats: { state: string };
}

const pageOf = ({ parts }: Answer) => JSON.parse(parts.map(String).join('')) as Page;
const pathOf = ({ nextUri = '' }: Page) => new URL(nextUri).pathname;

test('a query has as many pages of rows as its client asked for', () => {
  const first = pageOf(firstPage(head(WANTED), 'aaaaa'));
  const second = pageOf(laterPage(head(''), pathOf(first), 'aaaaa'));
  const third = pageOf(laterPage(head(''), pathOf(second), 'aaaaa'));
  expect([first, second, third].map(({ stats }) => stats.state)).toEqual([
    ...['QUEUED', 'RUNNING', 'FINISHED'],
  ]);
  expect(new Set([first.id, second.id, third.id]).size).toBe(1);
  expect(third.nextUri).toBeUndefined();
  expect(JSON.stringify(third.data).length).toBeGreaterThan(900);
});

test('a nextUri leads through the proxy that forwarded the request', () => {
  const { nextUri } = pageOf(firstPage(head(WANTED + FORWARDED), 'aaaaa'));
  expect(nextUri).toMatch('http://proxy:8080/c~blue/v1/statement/queued/');
});

test('a coordinator knows only its own queries', () => {
  const first = pageOf(firstPage(head(WANTED), 'aaaaa'));
  expect(laterPage(head(''), pathOf(first), 'bbbbb').status).toBe('404 Not Found');
});

test('pages are held back as long as the client asked for', () => {
  const first = firstPage(head('\r\nX-Trino-Client-Info: 2x0w500'), 'aaaaa');
  const second = laterPage(head(''), pathOf(pageOf(first)), 'aaaaa');
  expect([first.holdMs, second.holdMs]).toEqual([undefined, 500]);
});
