import { type OpenOutcome, type OpenSample } from '../../../bench/proxy/measure-open';
import { openFigures } from '../../../bench/proxy/report/open-table';

const sample = (phase: string, rss: number): OpenSample => ({
  ...{ phase, others: undefined },
  memory: { proxy: { rss, heap: rss / 2 } },
});

const outcome: OpenOutcome = {
  ...{ variant: 'a connection each', queries: 10_000, pages: 1, failures: 0 },
  firstFailure: undefined,
  samples: [
    sample('before', 100),
    // Connections to the coordinators are still opened by the first pages.
    sample('just opened', 200),
    sample('open for 30 s', 300),
    sample('open for 60 s', 330),
    sample('canceled', 320),
  ],
};

const valueOf = (name: string) => openFigures([outcome]).find((each) => each.name === name)?.value;

test('growth is that of queries whose pages are asked for', () => {
  expect(valueOf('10,000 open, a connection each: memory of the proxy, end ÷ begin')).toBe(1.1);
});

test('a query costs what the most memory was more than before', () => {
  expect(valueOf('10,000 open, a connection each: bytes of the proxy a query')).toBe(23_000);
});
