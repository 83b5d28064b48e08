import { type Work } from './load/job';

export type ShapeName = 'query' | 'new-query' | 'small-pages' | 'pages' | 'stream';

/** One kind of traffic. */
export interface Shape {
  name: ShapeName;
  says: string;
  work: Work;
  clients: number[];
  /** With how many of them Trino Gateway is measured, too. */
  gatewayClients: number[];
  /** Whether a goal speaks of it, so that once is not enough. */
  isComparedWithGateway?: boolean;
  /** One query from its beginning to its end instead of as many as go into a time. */
  once?: boolean;
}

const MIB = 1_048_576;
const JUDGED_CLIENTS = 64;

/** Of how many the goals speak. */
export function judgedClients(shape: ShapeName): number {
  return shape === 'stream' ? 1 : JUDGED_CLIENTS;
}

/** @param quick the shorter ones, for CI */
export function shapesOf(quick: boolean): Shape[] {
  const clients = quick ? [JUDGED_CLIENTS] : [1, 8, JUDGED_CLIENTS, 512];
  const streamPages = quick ? 256 : 2048;
  return [
    {
      name: 'query',
      says: 'a POST of a statement seen before, and 1 page',
      work: { kind: 'queries', variation: 'same', pages: 1, pageBytes: 0 },
      clients,
      gatewayClients: clients,
      isComparedWithGateway: true,
    },
    {
      name: 'new-query',
      says: 'a POST of a statement never seen, and 1 page',
      work: { kind: 'queries', variation: 'names', pages: 1, pageBytes: 0 },
      clients: [64],
      gatewayClients: [64],
    },
    {
      name: 'small-pages',
      says: 'a POST and 1,000 pages of one row',
      work: { kind: 'queries', variation: 'same', pages: 1000, pageBytes: 0 },
      clients: [64],
      gatewayClients: [],
    },
    {
      name: 'pages',
      says: 'a POST and 20 pages of 64 kB',
      work: { kind: 'queries', variation: 'same', pages: 20, pageBytes: 65_536 },
      clients,
      gatewayClients: [64],
    },
    {
      name: 'stream',
      says: `one result of ${streamPages} pages of 1 MiB`,
      work: { kind: 'queries', variation: 'same', pages: streamPages, pageBytes: MIB },
      clients: [1],
      gatewayClients: [1],
      once: true,
    },
  ];
}
