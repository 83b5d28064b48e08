import type { Browser } from 'puppeteer-core';
import { startBrowser } from '../support/lab/chromium';
import { theLab } from '../support/lab/lab';
import {
  click,
  followLinks,
  listQueries,
  openQuery,
  openTab,
  textOf,
  type Tab,
} from '../support/lab/trino-ui';
import { run } from '../support/statement-client';

const { proxyUrl, blue, green } = theLab();
const clusters = { blue, green };
type Name = keyof typeof clusters;
const NAMES = Object.keys(clusters) as Name[];
const uiOf = (cluster: Name) => `${proxyUrl}/c~${cluster}/ui`;

let browser: Browser;
const tabs = {} as Record<Name, Tab>;
const queries = {} as Record<Name, string>;

beforeAll(async () => {
  browser = await startBrowser();
  for (const name of NAMES) {
    tabs[name] = await openTab(browser);
    // Directly, so that no proxy has seen the query.
    const answers = await run(clusters[name].url, `SELECT 'only on ${name}'`);
    queries[name] = String(answers[0]!.json.id);
  }
});
afterAll(() => browser?.close());
beforeEach(() => NAMES.forEach((name) => (tabs[name].troubles.length = 0)));

async function logIn({ page }: Tab, cluster: Name): Promise<void> {
  await page.bringToFront();
  await page.goto(`${uiOf(cluster)}/`);
  await page.locator('#username').fill(`person-of-${cluster}`);
  await Promise.all([page.waitForNavigation(), page.locator('#submit').click()]);
}

test('the web UIs of two clusters are open in one browser, each with its own queries', async () => {
  for (const name of NAMES) await logIn(tabs[name], name);
  for (const name of NAMES) {
    const other = name === 'blue' ? 'green' : 'blue';
    const listed = await listQueries(tabs[name], uiOf(name));
    expect(listed).toContain(queries[name]);
    expect(listed).not.toContain(queries[other]);
    expect(await openQuery(tabs[name], queries[name])).toContain(`SELECT 'only on ${name}'`);
    expect(tabs[name].page.url()).toBe(`${uiOf(name)}/query.html?${queries[name]}`);
    await followLinks(tabs[name]);
    expect(tabs[name].troubles).toEqual([]);
  }
});

test.each(NAMES)('the links of a page of %s stay on it', async (name) => {
  const tab = tabs[name];
  await listQueries(tab, uiOf(name));
  await openQuery(tab, queries[name]);
  for (const link of ['/ui/', 'workers.html']) {
    await click(tab, `a[href="${link}"]`);
    expect(tab.page.url()).toMatch(`${uiOf(name)}/`);
  }
  expect(await textOf(tab)).toMatch(new RegExp(`^${name}\\s`, 'm'));
  expect(tab.troubles).toEqual([]);
});

test('a logout from one cluster leaves the login to the other', async () => {
  await tabs.blue.page.bringToFront();
  await tabs.blue.page.goto(`${uiOf('blue')}/`);
  await click(tabs.blue, 'a[href*="logout"]');
  await tabs.blue.page.goto(`${uiOf('blue')}/`);
  expect(tabs.blue.page.url()).toMatch(`${uiOf('blue')}/login.html`);
  expect(await listQueries(tabs.green, uiOf('green'))).toContain(queries.green);
  expect(tabs.green.troubles).toEqual([]);
});
