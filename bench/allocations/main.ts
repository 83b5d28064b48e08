import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { comparisonOf } from '../proxy/report/compare';
import { readRecorded, record, thisMachine } from '../proxy/report/result-file';
import { print, tell } from '../proxy/report/tell';
import { type Site } from '../proxy/systems/system';
import { withSite } from '../proxy/systems/with-site';
import { measurePieces } from './measure-pieces';
import { measureServices } from './measure-services';

const USAGE = `npm run bench:allocations [-- --record]

Bytes that are allocated on the JavaScript heap for one decision, page and so on. They hardly depend on the
machine, so a change of the code shows. With --record they are kept in bench/recorded.json.
`;

const NODE_OPTIONS = ['--expose-gc', '--require', join(__dirname, 'counter.js')];

function main(): void {
  const { values } = parseArgs({
    options: {
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(USAGE);
  const options = { profiles: undefined, nodeOptions: NODE_OPTIONS };
  void withSite(options, (site) => measure(site, values.record));
}

async function measure(site: Site, isRecorded: boolean): Promise<void> {
  const figures = [...(await measurePieces()), ...(await measureServices(site, tell))];
  print(comparisonOf(figures, readRecorded()));
  const machine = thisMachine(site.cores.system !== undefined);
  if (isRecorded) record({ date: new Date().toISOString(), machine, figures });
}

main();
