import ipaddr from 'ipaddr.js';
import type { Network } from '../network';
import type { Patterns } from '../patterns';

/** What is surely known of two patterns of one kind; false wherever it is not sure. */
export interface PatternLogic {
  /** Nothing matches both. */
  disjoint(a: string, b: string): boolean;
  /** All that `a` matches, `b` matches too. */
  covered(a: string, b: string): boolean;
}

/** Texts that others begin with. */
export const prefixLogic: PatternLogic = {
  disjoint: (a, b) => !a.startsWith(b) && !b.startsWith(a),
  covered: (a, b) => a.startsWith(b),
};

/** Two networks have nothing in common, or one lies in the other. */
export function networkLogic({ network }: Patterns): PatternLogic {
  const covered = (a: string, b: string) => liesIn(network(a), network(b));
  return { disjoint: (a, b) => !covered(a, b) && !covered(b, a), covered };
}

function liesIn(inner: Network, outer: Network): boolean {
  if (inner.bits < outer.bits) return false;
  if (inner.base instanceof ipaddr.IPv4) {
    return outer.base instanceof ipaddr.IPv4 && inner.base.match(outer.base, outer.bits);
  }
  return outer.base instanceof ipaddr.IPv6 && inner.base.match(outer.base, outer.bits);
}

const SPECIAL = /[*?\\]/;
const ACROSS_DOTS = /\*\*|\\/;

export function isPlain(glob: string): boolean {
  return !SPECIAL.test(glob);
}

export function globLogic({ glob }: Patterns): PatternLogic {
  return {
    disjoint(a, b) {
      if (isPlain(a)) return !glob(b).test(a);
      if (isPlain(b)) return !glob(a).test(b);
      return prefixLogic.disjoint(fixedStart(a), fixedStart(b)) || partsDiffer(a, b);
    },
    covered(a, b) {
      if (a === b) return true;
      if (isPlain(a)) return glob(b).test(a);
      const open = b.endsWith('**') ? b.slice(0, -2) : undefined;
      if (open !== undefined && isPlain(open)) return fixedStart(a).startsWith(open);
      return partsCovered(a, b);
    },
  };
}

/** What all that it matches begins with. */
function fixedStart(glob: string): string {
  return glob.split(SPECIAL, 1)[0] ?? '';
}

function partsDiffer(a: string, b: string): boolean {
  if (ACROSS_DOTS.test(a) || ACROSS_DOTS.test(b)) return false;
  const left = a.split('.');
  const right = b.split('.');
  if (left.length !== right.length) return true;
  return left.some((part, index) => {
    const other = right[index] ?? '';
    return isPlain(part) && isPlain(other) && part !== other;
  });
}

function partsCovered(a: string, b: string): boolean {
  if (ACROSS_DOTS.test(a) || ACROSS_DOTS.test(b)) return false;
  const left = a.split('.');
  const right = b.split('.');
  if (left.length !== right.length) return false;
  return left.every((part, index) => right[index] === '*' || right[index] === part);
}
