import { type StatementContext } from '../statement-facts';
import { TokenCursor } from './token-cursor';
import { tokenize } from './tokenize';
import { TokenKind, type Tokens } from './tokens';

// EXECUTE of a prepared EXECUTE IMMEDIATE, or EXECUTE IMMEDIATE of one more; nothing deeper is worth a look.
const MAX_STEPS = 2;

/** What runs, and the EXECUTE around it. */
export interface WhatRuns {
  tokens: Tokens;
  /** The text itself, where it is an EXECUTE of another. */
  wrapper: Tokens | undefined;
}

/** The tokens of what runs: those of the prepared statement or the literal where the text is an EXECUTE of one. */
export function tokensOfWhatRuns(text: string, context: StatementContext): WhatRuns {
  const written = tokenize(text);
  let tokens = written;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const executed = executedText(tokens, context);
    if (executed === undefined) break;
    tokens = tokenize(executed);
  }
  return { tokens, wrapper: tokens === written ? undefined : written };
}

function executedText(tokens: Tokens, context: StatementContext): string | undefined {
  const cursor = new TokenCursor(tokens);
  const explain = takeExplain(cursor);
  const prefix = explain ? tokens.text.slice(tokens.start(0), tokens.start(cursor.index)) : '';
  if (!cursor.take('EXECUTE')) return undefined;
  const inner = cursor.sees('IMMEDIATE')
    ? stringAt(tokens, cursor.index + 1)
    : preparedText(tokens, cursor.index, context.preparedStatements ?? {});
  return inner === undefined ? undefined : prefix + inner;
}

/** `EXPLAIN [ANALYZE [VERBOSE]] [(…)]`, once or more: Trino explains what the EXECUTE behind it runs. */
function takeExplain(cursor: TokenCursor): boolean {
  if (!cursor.take('EXPLAIN')) return false;
  do {
    cursor.take('ANALYZE');
    cursor.take('VERBOSE');
    cursor.skipGroup();
  } while (cursor.take('EXPLAIN'));
  return true;
}

function stringAt(tokens: Tokens, index: number): string | undefined {
  const isPlain = tokens.kind(index) === TokenKind.string && tokens.raw(index).startsWith("'");
  return isPlain ? tokens.unquotedAt(index) : undefined;
}

/** Trino looks the name up as it is written, without folding its case (Session.getPreparedStatement). */
function preparedText(
  tokens: Tokens,
  index: number,
  prepared: Readonly<Record<string, string>>,
): string | undefined {
  const name = tokens.unquotedAt(index);
  return tokens.isName(index) && Object.hasOwn(prepared, name) ? prepared[name] : undefined;
}
