import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '../..');
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

/** Targets of the page's links that stay in this repository. */
function linksOf(page: string): { file: string; anchor: string | undefined }[] {
  const targets = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : relative(root, join(root, dirname(page), path));
      return { file, anchor };
    });
}

/** The anchors that a Markdown viewer makes of a page's headings. */
function anchorsOf(page: string): string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('every link of %s leads somewhere', (page) => {
  const broken = linksOf(page).filter(
    ({ file, anchor }) =>
      !existsSync(join(root, file)) ||
      (anchor !== undefined && !(file.endsWith('.md') && anchorsOf(file).includes(anchor))),
  );
  expect(broken).toEqual([]);
});

test('the README leads to every page of docs', () => {
  const linked = linksOf('README.md').map(({ file }) => file);
  const unreachable = pages.filter(
    (page) => page !== 'README.md' && !linked.includes(page) && !linked.includes(dirname(page)),
  );
  expect(unreachable).toEqual([]);
});

test('every decision says its status, context, decision and consequences', () => {
  const decisions = pages.filter((page) => page.startsWith('docs/decisions/'));
  expect(decisions.length).toBeGreaterThan(0);
  for (const page of decisions) {
    const headings = [...textOf(page).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect([page, headings]).toEqual([page, ['Status', 'Context', 'Decision', 'Consequences']]);
  }
});

test('every file and folder that docs/architecture.md names exists', () => {
  const named = [...textOf('docs/architecture.md').matchAll(/`((?:[\w.-]+\/)+[\w.*-]*)`/g)];
  const files = named.map(([, file = '']) => file).filter((file) => !file.startsWith('v1/'));
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
