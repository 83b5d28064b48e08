import { type StatementContext } from '../statement-facts';
import { TokenCursor } from '../text/token-cursor';
import { TokenKind, type Tokens } from '../text/tokens';

const PROCEDURE = 'system.runtime.kill_query';

/** The query that `CALL system.runtime.kill_query(…)` ends, by its first argument or the one named `query_id`. */
export function killedQueryOf(
  tokens: Tokens,
  wrapper: Tokens | undefined,
  context: StatementContext,
): string | undefined {
  const cursor = new TokenCursor(tokens);
  if (!cursor.take('CALL')) return undefined;
  const name = cursor.name() ?? [];
  const defaults = [context.catalog, context.schema].slice(0, Math.max(0, 3 - name.length));
  if ([...defaults, ...name].join('.').toLowerCase() !== PROCEDURE) return undefined;
  return queryIdArgument(cursor, wrapper);
}

function queryIdArgument(cursor: TokenCursor, wrapper: Tokens | undefined): string | undefined {
  const { tokens } = cursor;
  for (let position = 0; cursor.take(position === 0 ? '(' : ','); position += 1) {
    const isNamed = tokens.symbol(cursor.index + 1) === '=>';
    const isQueryId = isNamed ? tokens.nameAt(cursor.index) === 'query_id' : position === 0;
    if (isNamed) cursor.skip(2);
    if (isQueryId) return stringArgument(cursor) ?? parameter(cursor, wrapper);
    cursor.goTo(',', ')');
  }
  return undefined;
}

/** Only a literal tells the query; an expression is for Trino to compute. */
function stringArgument(cursor: TokenCursor): string | undefined {
  const { tokens, index } = cursor;
  const ends = [',', ')'].includes(tokens.symbol(index + 1)) || index + 1 === tokens.count;
  const isString = tokens.kind(index) === TokenKind.string && tokens.raw(index).startsWith("'");
  return isString && ends ? tokens.unquotedAt(index) : undefined;
}

/** The value of `?` from the USING of the EXECUTE around it, as Python clients send parameters. */
function parameter(
  { tokens, index }: TokenCursor,
  wrapper: Tokens | undefined,
): string | undefined {
  if (wrapper === undefined || tokens.symbol(index) !== '?') return undefined;
  const values = new TokenCursor(wrapper);
  if (!values.goTo('USING')) return undefined;
  for (let each = 0; each < index; each += 1)
    if (tokens.symbol(each) === '?' && !nextValue(values)) return undefined;
  values.skip();
  return stringArgument(values);
}

function nextValue(values: TokenCursor): boolean {
  values.skip();
  return values.goTo(',');
}
