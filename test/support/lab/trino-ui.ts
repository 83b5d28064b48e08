import type { Browser, Page } from 'puppeteer-core';

/** A tab of a browser, and what went wrong in it: refused or failed requests, failed scripts. */
export interface Tab {
  page: Page;
  troubles: string[];
}

export async function openTab(browser: Browser): Promise<Tab> {
  const page = await browser.newPage();
  const troubles: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400 && isOfLab(response.url()))
      troubles.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // A page that is left aborts what it still asks for.
    if (isOfLab(request.url()) && why !== 'net::ERR_ABORTED')
      troubles.push(`${why} ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && isOfLab(message.location().url ?? ''))
      troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  return { page, troubles };
}

// The UI takes its font from a host of the internet; and browsers ask every site for an icon.
function isOfLab(url: string): boolean {
  const { hostname, pathname } = new URL(url, 'http://localhost');
  return ['localhost', '127.0.0.1'].includes(hostname) && pathname !== '/favicon.ico';
}

/** Opens the list of queries, with those that have finished; gives the ids in it, once it has some. */
export async function listQueries({ page }: Tab, ui: string): Promise<string[]> {
  // A tab in the background gets no frames, which clicks and waits count by.
  await page.bringToFront();
  await page.goto(`${ui}/`);
  await page.locator('::-p-xpath(//button[contains(., "Finished")])').click();
  await page.waitForSelector(QUERY_LINK);
  return page.$$eval(QUERY_LINK, (links) => links.map(({ href }) => href.split('?')[1] ?? ''));
}

const QUERY_LINK = 'a[href*="query.html?"]';

/** Clicks on a query of the list that is shown, waits for its page and gives the text of it. */
export async function openQuery(tab: Tab, queryId: string): Promise<string> {
  await click(tab, `a[href*="query.html?${queryId}"]`);
  await tab.page.waitForFunction(
    "document.body.innerText.includes('Resource Utilization Summary')",
  );
  return textOf(tab);
}

/** Clicks on a link, which opens in the same tab here, and waits for its page. */
export async function click({ page }: Tab, selector: string): Promise<void> {
  await page.bringToFront();
  const navigated = page.waitForNavigation({ waitUntil: 'networkidle2' });
  await page.waitForSelector(selector);
  await page.$eval(selector, (link) => {
    link.removeAttribute('target');
    (link as unknown as { click(): void }).click();
  });
  await navigated;
}

/** Follows each link of the page that is shown, but the one that logs out, to pages of the same site. */
export async function followLinks({ page }: Tab): Promise<void> {
  const { origin } = new URL(page.url());
  const links = await page.$$eval('a[href]', (all) => all.map(({ href }) => href));
  const own = links.filter((link) => link.startsWith(origin) && !link.includes('logout'));
  for (const link of new Set(own.map((link) => link.replace(/#.*/, ''))))
    await page.goto(link, { waitUntil: 'networkidle2' });
}

export function textOf({ page }: Tab): Promise<string> {
  return page.$eval('body', (body) => body.innerText);
}
