import { parseArgs } from 'node:util';
import { shapesOf, type Shape, type ShapeName } from './shapes';
import { SYSTEM_NAMES, type SystemName } from './systems/system';

export const USAGE = `npm run bench -- [--quick] [--only PART,…] [--systems NAME,…] [--clients N,…]
                 [--seconds N] [--rounds N] [--minutes N] [--profile] [--record]

--quick      less of everything, in two minutes: 64 clients, no Trino Gateway
--only       query, new-query, small-pages, pages, stream, decisions, which are the default, or
             growth, open, database, soak, which take minutes each
--systems    ${SYSTEM_NAMES.join(', ')}; default all that are there
--clients    default 1,8,64,512; of the soak 32
--seconds    that are counted in each round; default 1.5, with --quick 0.8
--rounds     at most, of which the median counts; default 3, with --quick 2
--minutes    of the soak; default 60
--profile    the services write CPU profiles into bench/results/ when they end
--record     keeps the figures in bench/recorded.json, which later runs are compared with
`;

const QUERY_PARTS: readonly ShapeName[] = ['query', 'new-query', 'small-pages', 'pages', 'stream'];
const USUAL_PARTS = [...QUERY_PARTS, 'decisions'] as const;
const PARTS = [...USUAL_PARTS, 'growth', 'open', 'database', 'soak'] as const;
export type Part = (typeof PARTS)[number];

/** What a run does. */
export interface Plan {
  quick: boolean;
  parts: readonly Part[];
  shapes: Shape[];
  systems: SystemName[];
  seconds: number;
  rounds: number;
  soak: { minutes: number; clients: number };
  profile: boolean;
  record: boolean;
}

/** A text tells what is wrong with the arguments, or how to use them. */
export function planOf(args: readonly string[]): Plan | string {
  try {
    return read(args);
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}

function read(args: readonly string[]): Plan | string {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      systems: { type: 'string' },
      clients: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      minutes: { type: 'string', default: '60' },
      profile: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return USAGE;
  const { quick, profile, record } = values;
  const parts = listed('--only', values.only, PARTS) ?? USUAL_PARTS;
  const withoutGateway = SYSTEM_NAMES.filter((name) => !name.startsWith('trino-gateway'));
  const systems =
    listed('--systems', values.systems, SYSTEM_NAMES) ?? (quick ? withoutGateway : SYSTEM_NAMES);
  const clients = values.clients?.split(',').map((each) => positive('--clients', each));
  const shapes = shapesOf(quick)
    .filter(({ name }) => parts.includes(name))
    .map((shape) => (clients && !shape.once ? { ...shape, clients } : shape));
  return {
    ...{ quick, profile, record, parts, shapes },
    systems: [...systems],
    soak: { minutes: positive('--minutes', values.minutes), clients: clients?.[0] ?? 32 },
    seconds: positive('--seconds', values.seconds ?? (quick ? '0.8' : '1.5')),
    rounds: positive('--rounds', values.rounds ?? (quick ? '2' : '3')),
  };
}

function listed<Name extends string>(
  option: string,
  value: string | undefined,
  known: readonly Name[],
): readonly Name[] | undefined {
  return value?.split(',').map((each) => {
    const name = known.find((one) => one === each);
    if (name === undefined)
      throw new Error(`${option}: there is no ${each}, only ${known.join(', ')}`);
    return name;
  });
}

function positive(option: string, value: string): number {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`${option}: ${value} is no number above 0`);
  return number;
}
