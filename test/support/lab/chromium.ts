import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { launch, type Browser } from 'puppeteer-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The path of a Chromium or Chrome: CHROMIUM, or the one on the PATH, or a common place. */
export function findChromium(): string {
  const { CHROMIUM, PATH = '' } = process.env;
  const folders = [...PATH.split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = (CHROMIUM ? [CHROMIUM] : [...paths, MAC]).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    CHROMIUM
      ? `CHROMIUM is ${CHROMIUM}, which does not exist; set it to the path of a Chromium.`
      : 'The tests of the web UI need a browser; install Chromium (Debian: apt-get install chromium) or set CHROMIUM to its path.',
  );
}

/** Starts a browser without a window and with a fresh profile. */
export function startBrowser(): Promise<Browser> {
  return launch({
    executablePath: findChromium(),
    acceptInsecureCerts: true,
    // Chromium refuses its sandbox to root, which containers run as; it opens only our own pages.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}
