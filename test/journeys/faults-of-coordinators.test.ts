import { setTimeout as sleep } from 'node:timers/promises';
import { runFault, type Fault } from '../support/faults/fault';
import { createFaultReport } from '../support/faults/fault-report';
import type { Condition } from '../support/faults/faulty-link';
import type { World } from '../support/faults/process-world';
import { siteOfTwoClusters } from '../support/faults/two-clusters';
import { createCleanup } from '../support/running-proxy';

const cleanup = createCleanup();
const report = createFaultReport('faults-of-coordinators');
let at: Awaited<ReturnType<typeof siteOfTwoClusters>>;

beforeAll(async () => {
  at = await siteOfTwoClusters(cleanup);
}, 120_000);

afterAll(async () => {
  report.print();
  await cleanup.run();
});

/** What the network does to one of two coordinators. */
function linkFault(
  texts: Pick<Fault, 'name' | 'done' | 'holds' | 'mayLose'>,
  condition: Condition,
): Fault {
  let before = 0;
  return {
    ...texts,
    begin() {
      before = at.blueLink.strikes();
      at.blueLink.become(condition);
    },
    struck: () => [at.blueLink.strikes() - before],
    end: () => at.blueLink.become({ kind: 'sound' }),
  };
}

const ALL = 'every query ends well';
const ON = `${ALL}: statements go to the other cluster, pages are asked for again`;

test.each([
  linkFault(
    { name: 'slow', done: 'each packet to and from a coordinator takes 150 ms', holds: ALL },
    { kind: 'slow', delayMs: 150 },
  ),
  linkFault(
    { name: 'reset', done: 'every connection to a coordinator is reset', holds: ON },
    { kind: 'resetting' },
  ),
  linkFault(
    {
      name: 'half-open',
      done: 'a coordinator’s connections are taken, what is sent is lost, nobody is told',
      holds: ON,
    },
    { kind: 'swallowing' },
  ),
  linkFault(
    {
      name: 'pause of a coordinator',
      done: 'it takes connections and stands still, then goes on',
      holds: ON,
    },
    { kind: 'held' },
  ),
])('$name', (fault) => runFault(fault, at.load, report).then(() => undefined), 120_000);

const HTML = '<html><body><h1>It works!</h1></body></html>';
const answer = (status: string, type: string, body: string, length = body.length) =>
  `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
const PAGE = '{"id":"20260101_000000_00001_abcde","stats":{"state":"FINISHED"}}';

/** Wrong answers; `looksRight` where nobody can tell them from a coordinator's own word on a page. */
const WRONG = [
  { bytes: answer('500 Internal Server Error', 'text/plain', 'out of memory'), looksRight: true },
  { bytes: answer('200 OK', 'text/html', HTML), looksRight: true },
  { bytes: answer('200 OK', 'application/json', '{"id":"20260101_00'), looksRight: true },
  { bytes: answer('200 OK', 'application/json', PAGE, 20), looksRight: true },
  { bytes: answer('503 Service Unavailable', 'text/plain', 'busy'), looksRight: false },
  { bytes: answer('200 OK', 'application/json', PAGE, 999), looksRight: false },
  { bytes: 'SSH-2.0-OpenSSH_9.9\r\n', looksRight: false },
];

/** A coordinator that looks well and gives wrong answers, each of them in turn. */
function lies(
  texts: Pick<Fault, 'name' | 'done' | 'holds' | 'mayLose'>,
  to: RegExp,
  answers: readonly string[],
): Fault {
  const given = answers.map(() => 0);
  let turn = 0;
  const bytes = () => {
    const next = turn++ % answers.length;
    given[next]! += 1;
    return answers[next]!;
  };
  const fault = linkFault(texts, { kind: 'lying', to, bytes });
  // Whoever has a query there makes no progress with it.
  return { ...fault, served: 6, struck: () => given };
}

const LIES = 'a coordinator that looks well answers';

test.each([
  lies(
    {
      name: 'wrong answers to statements',
      done: `${LIES} statements by 500, 503, HTML, JSON that breaks off, a body that is cut, a Content-Length that is short, no HTTP`,
      holds: `${ALL}: the other cluster takes its statements`,
    },
    /^POST /,
    WRONG.map(({ bytes }) => bytes),
  ),
  lies(
    {
      name: 'pages that cannot be read',
      done: `${LIES} pages by 503, a body that is cut, no HTTP`,
      holds: `${ALL}: pages are asked for again`,
    },
    /^GET \/v1\/statement/,
    WRONG.filter(({ looksRight }) => !looksRight).map(({ bytes }) => bytes),
  ),
  lies(
    {
      name: 'pages that are wrong',
      done: `${LIES} pages by 500, HTML, JSON that breaks off, a Content-Length that is short`,
      holds: 'every query of the other cluster ends well; no statement is refused',
      mayLose: 'blue',
    },
    /^GET \/v1\/statement/,
    WRONG.filter(({ looksRight }) => looksRight).map(({ bytes }) => bytes),
  ),
])('$name', (fault) => runFault(fault, at.load, report).then(() => undefined), 120_000);

test('the name of a coordinator is gone', async () => {
  const proxies = ['proxy-1', 'proxy-2'] as const;
  const become = (world: World) => {
    for (const name of proxies) at.site.worlds[name].set(world);
  };
  const refusals = () => proxies.map((name) => at.site.worlds[name].refusals());
  const before = refusals();
  const fault: Fault = {
    name: 'name gone (DNS)',
    done: 'the name of a coordinator does not resolve any more, its connections are reset',
    holds: ON,
    async begin() {
      become({ nameGone: at.name });
      // Until the services see it.
      await sleep(200);
      at.blueLink.reset();
    },
    struck: () => refusals().map((count, i) => count - before[i]!),
    end: () => become({}),
  };
  await runFault(fault, at.load, report);
}, 120_000);

test('kill of a coordinator', async () => {
  let isGone = 0;
  const fault: Fault = {
    name: 'kill of a coordinator',
    done: 'it dies and starts again on the same port',
    holds: 'every query of the other cluster; no statement is refused',
    mayLose: 'blue',
    async begin() {
      await at.blue.stop();
      isGone = await fetch(at.blue.url).then(
        () => 0,
        () => 1,
      );
    },
    struck: () => [isGone],
    end: () => at.blue.restart(),
  };
  const outcomes = await runFault(fault, at.load, report);
  expect(outcomes.filter(({ failure }) => failure).length).toBeLessThanOrEqual(at.load.clients);
}, 120_000);
