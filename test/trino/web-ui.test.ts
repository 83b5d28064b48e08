import { theLab } from '../support/lab/lab';
import { run } from '../support/statement-client';

const { proxyUrl, green } = theLab();

/** What a browser keeps of cookies, as far as these pages need it: by name, for the whole site. */
const jar = new Map<string, string>();

async function visit(path: string, init: RequestInit & { referer?: string } = {}) {
  const headers = {
    cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    ...(init.referer !== undefined && { referer: `${proxyUrl}${init.referer}` }),
    ...(init.headers as Record<string, string> | undefined),
  };
  const response = await fetch(`${proxyUrl}${path}`, { redirect: 'manual', ...init, headers });
  for (const cookie of response.headers.getSetCookie()) {
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s);
    jar.set(name, value);
  }
  return response;
}

function logIn(cluster: string) {
  return visit(`/c~${cluster}/ui/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ username: `ui-${cluster}`, password: '', redirectPath: '' }),
  });
}

const queriesShownBy = async (cluster: string) =>
  (await (await visit('/ui/api/query', { referer: `/c~${cluster}/ui/` })).json()) as {
    queryId: string;
  }[];

test('the web UIs of two clusters work side by side in one browser', async () => {
  const first = await visit('/ui/');
  expect(first.status).toBe(307);
  expect(first.headers.get('location')).toMatch(/^\/c~(blue|green)\/ui\/$/);
  expect((await visit('/ui/api/query', { referer: '/c~blue/ui/' })).status).toBe(401);

  for (const cluster of ['blue', 'green']) {
    const answer = await logIn(cluster);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toContain(`/c~${cluster}/ui/`);
  }
  expect([...jar.keys()]).toEqual(['c~blue~Trino-UI-Token', 'c~green~Trino-UI-Token']);

  const answers = await run(green.url, 'SELECT 1');
  const id = answers[0]!.json.id;
  const shown = async (cluster: string) =>
    (await queriesShownBy(cluster)).some(({ queryId }) => queryId === id);
  expect(await shown('green')).toBe(true);
  expect(await shown('blue')).toBe(false);
});

test('a page of one cluster’s UI, its assets and its logout belong to that cluster alone', async () => {
  expect((await visit('/c~green/ui/')).status).toBe(200);
  const logout = await visit('/c~green/ui/logout');
  expect(logout.status).toBeLessThan(400);
  expect(logout.headers.getSetCookie().every((cookie) => cookie.startsWith('c~green~'))).toBe(true);
  expect((await visit('/ui/api/query', { referer: '/c~blue/ui/' })).status).toBe(200);
});
