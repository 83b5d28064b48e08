import { type Variation } from '../load/statements';

/** One kind of query of the soak. */
export interface Kind {
  name: string;
  /** How often it comes, relative to the others. */
  share: number;
  statement: Variation | 'refused';
  /** At least and at most so many pages after the first. */
  pages: readonly [number, number];
  /** About how many bytes of rows a page has; 0 for one row. */
  pageBytes: number;
  /** How long the coordinator holds each page back. */
  holdMs: number;
  /** What the client does: reads all pages, cancels somewhere, or goes away in the middle of a page. */
  end: 'read' | 'cancel' | 'leave';
}

const SMALL = { pageBytes: 0, holdMs: 0, end: 'read' } as const;

export const KINDS: readonly Kind[] = [
  { name: 'repeated', share: 40, statement: 'same', pages: [1, 3], ...SMALL },
  { name: 'new-literals', share: 15, statement: 'literals', pages: [1, 5], ...SMALL },
  { name: 'new-names', share: 10, statement: 'names', pages: [1, 5], ...SMALL },
  { name: 'many-pages', share: 8, statement: 'same', pages: [50, 200], ...SMALL },
  {
    name: 'large-pages',
    share: 8,
    statement: 'names',
    pages: [5, 20],
    ...SMALL,
    pageBytes: 65_536,
  },
  { name: 'slow', share: 6, statement: 'same', pages: [1, 3], ...SMALL, holdMs: 500 },
  { name: 'refused', share: 5, statement: 'refused', pages: [0, 0], ...SMALL },
  { name: 'canceled', share: 4, statement: 'names', pages: [30, 60], ...SMALL, end: 'cancel' },
  {
    ...{ name: 'left', share: 4, statement: 'same', pages: [5, 10] },
    ...{ pageBytes: 1_048_576, holdMs: 20, end: 'leave' },
  },
];

/** @param draw from 0 to 1, without 1 */
export function kindOf(draw: number): Kind {
  let left = draw * KINDS.reduce((sum, { share }) => sum + share, 0);
  return KINDS.find(({ share }) => (left -= share) < 0) ?? KINDS[0]!;
}
