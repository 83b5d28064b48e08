import { eventually } from '../support/eventually';
import { externalLoginClients, LAB_USER, type RunningClient } from '../support/lab/external-login';
import { startBrowser } from '../support/lab/chromium';
import { HttpBrowser, type ShownPage } from '../support/lab/http-browser';
import { OA_CLUSTERS, startOAuth2Lab, type OAuth2Lab } from '../support/lab/oauth2-lab';
import { click, listQueries, openQuery, openTab, textOf } from '../support/lab/trino-ui';
import { call, nextUri, run, submit } from '../support/statement-client';

let lab: OAuth2Lab;

beforeAll(async () => {
  lab = await startOAuth2Lab();
});
afterAll(() => lab?.close());

beforeEach(() => {
  lab.balancer.sent.length = 0;
  lab.balancer.choose = inTurn;
});

const inTurn = () => lab.proxyUrls[lab.balancer.sent.length % 2]!;
/** The redirects of the browser go to one proxy, all that the client sends to the other. */
const browserApart = (path: string) =>
  lab.proxyUrls[/\/oauth2\/(?:callback|token\/initiate)/.test(path) ? 0 : 1]!;

/** What two logins of the same kind have in common, without the complaint that there is no terminal. */
const shared = (text: string) =>
  text
    .split('\n')
    .filter((line) => !/org\.jline|system terminal/.test(line))
    .map((line) => line.replace(/https:\S+/g, 'URL'));

/** A person opens the URL that a client printed, and allows the login or denies it. */
async function logIn(client: RunningClient, consent: 'yes' | 'no' = 'yes'): Promise<ShownPage> {
  const browser = new HttpBrowser();
  return browser.submit(await browser.open(await client.loginUrl()), { user: LAB_USER, consent });
}

const SHOWS_USER = new RegExp(`^(row )?${LAB_USER}$`, 'm');

const polls = () =>
  lab.balancer.sent.filter(({ path }) => /\/oauth2\/token\/[-0-9a-f]{36}$/.test(path));
const clusterIn = (path: string) => /^\/c~([^/]+)\//.exec(path)?.[1];
const pathsTo = (proxy: string) =>
  lab.balancer.sent.filter(({ target }) => target === proxy).map(({ path }) => path);

describe.each(Object.values(externalLoginClients))('$name', (client) => {
  test.each([
    ['each request goes to the next proxy', () => inTurn],
    ['the browser and the client use different proxies', () => browserApart],
  ])('logs in by the URL that it prints, when %s', async (_, choice) => {
    lab.balancer.choose = choice();
    const running = client.start(lab.balancer, 'SELECT current_user');
    const shown = await logIn(running);
    expect(shown.text).toContain('OAuth2 authentication succeeded');
    expect(await running.finish()).toMatch(SHOWS_USER);
    for (const proxy of lab.proxyUrls) expect(pathsTo(proxy)).not.toHaveLength(0);
    const loginPaths = lab.balancer.sent.filter(({ path }) => path.includes('/oauth2/'));
    expect(new Set(loginPaths.map(({ path }) => clusterIn(path))).size).toBe(1);
  });

  test('shows a refused consent as Trino itself does', async () => {
    const results: unknown[][] = [];
    for (const server of [lab.direct, lab.balancer]) {
      const running = client.start(server, 'SELECT 1');
      const { status, text } = await logIn(running, 'no');
      results.push([status, shared(text), shared(await running.finish())]);
    }
    const [direct, proxied] = results;
    expect(String(direct![1])).toContain('OAuth2 server denied the login');
    expect(String(direct![2])).toContain('error=access_denied');
    expect(proxied).toEqual(direct);
  });

  test('logs in though all proxies are restarted meanwhile, without router and database', async () => {
    const running = client.start(lab.balancer, 'SELECT current_user');
    await running.loginUrl();
    await eventually(async () => expect(polls()).not.toHaveLength(0));
    await lab.stopRouter();
    try {
      await lab.restartProxies();
      const shown = await logIn(running);
      expect(shown.text).toContain('OAuth2 authentication succeeded');
      expect(await running.finish()).toMatch(SHOWS_USER);
    } finally {
      await lab.startRouter();
    }
  });
});

test('Trino leaves X-Forwarded-Prefix out of the links of a login, and puts it into pages', async () => {
  const us = 'https://trino.example';
  const headers = {
    ...{ 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'trino.example' },
    'X-Forwarded-Prefix': '/c~oa-blue',
  };
  const coordinator = lab.coordinators['oa-blue'];
  const challenged = await submit(coordinator, 'SELECT 1', headers);
  const challenge = challenged.headers.get('www-authenticate') ?? '';
  const [, token = ''] = /x_token_server="([^"]*)"/.exec(challenge) ?? [];
  expect(challenge).toContain(`x_redirect_server="${us}/oauth2/token/initiate/`);
  expect(token).toMatch(`${us}/oauth2/token/`);
  const poll = await call(token.replace(us, coordinator), { headers });
  expect(nextUri(poll)).toBe(token);
  const { headers: toProvider } = await call(`${coordinator}/ui/`, { headers });
  const { searchParams } = new URL(toProvider.get('location') ?? '');
  expect(searchParams.get('redirect_uri')).toBe(`${us}/oauth2/callback`);
  const plain = { ...headers, 'X-Forwarded-Proto': 'http' };
  expect(nextUri(await submit(coordinator, 'SELECT 1', plain))).toMatch(
    'http://trino.example/c~oa-blue/v1/',
  );
});

test('one login serves both clusters of a group, and is refreshed there', async () => {
  lab.client.tokenSeconds = 5;
  const running = externalLoginClients.jdbc.start(lab.balancer, 'SELECT current_user');
  await logIn(running);
  lab.client.tokenSeconds = 3600;
  await eventually(async () => {
    running.say('SELECT 1');
    const pages = lab.balancer.sent.filter(({ path }) => path.includes('/v1/statement/'));
    const clusters = pages.map(({ path }) => clusterIn(path));
    for (const name of OA_CLUSTERS) expect(clusters).toContain(name);
    expect(lab.provider.redeemed).toContain('refresh_token');
  }, 30_000);
  const printed = await running.finish();
  expect(printed.match(/Please go to/g)).toHaveLength(1);
  expect(printed).not.toMatch(/error/);
});

test('one browser is logged in to the web UIs of both clusters, the preview too', async () => {
  const browser = await startBrowser();
  try {
    for (const name of OA_CLUSTERS) {
      const answers = await run(lab.coordinators[name], `SELECT 'only on ${name}'`);
      const id = String(answers[0]!.json.id);
      const ui = `${lab.balancer.url}/c~${name}/ui`;
      const tab = await openTab(browser);
      await tab.page.goto(`${ui}/`);
      await tab.page.locator('input[name=user]').fill(`person-of-${name}`);
      await click(tab, 'button[value=yes]');
      expect(tab.page.url()).toBe(`${ui}/`);
      expect(await listQueries(tab, ui)).toContain(id);
      expect(await openQuery(tab, id)).toContain(`SELECT 'only on ${name}'`);
      await tab.page.goto(`${ui}/preview`, { waitUntil: 'networkidle2' });
      expect(await textOf(tab)).toContain('Cluster overview');
      expect(tab.troubles).toEqual([]);
    }
    const [blue, green] = OA_CLUSTERS.map((name) => `${lab.balancer.url}/c~${name}/ui`);
    const tab = await openTab(browser);
    await tab.page.goto(`${blue}/`);
    await click(tab, 'a[href*="logout"]');
    expect(tab.page.url()).toBe(`${blue}/logout/logout.html`);
    await tab.page.goto(`${blue}/`);
    expect(tab.page.url()).toMatch(lab.provider.issuer);
    await tab.page.goto(`${green}/`);
    expect(tab.page.url()).toBe(`${green}/`);
    expect(tab.troubles).toEqual([]);
  } finally {
    await browser.close();
  }
});
