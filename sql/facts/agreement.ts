import { type StatementContext } from '../statement-facts';
import { qualified } from './named-objects';
import { type Reading } from './reading';

/**
 * Whether another parser's tables are those of the scan. Names in a statement's head are sure
 * without it; those in its queries it must know too.
 */
export function agrees(
  tables: string[][],
  { found, mentions }: Reading,
  context: StatementContext,
): boolean {
  const byParser = keysOf(tables, context);
  const inQueries = keysOf([...found.tables.values()], context);
  const inHead = keysOf(
    mentions.map(({ parts }) => parts),
    context,
  );
  const confirmed = [...inQueries].every((name) => byParser.has(name));
  return confirmed && [...byParser].every((name) => inQueries.has(name) || inHead.has(name));
}

function keysOf(names: string[][], context: StatementContext): Set<string> {
  return new Set(names.map((parts) => JSON.stringify(qualified(parts, context) ?? parts)));
}
