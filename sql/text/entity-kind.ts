import { type Tokens } from './tokens';

/**
 * Whether the name at `index`, behind ON of a GRANT, says what the name after it is: `ON FUNCTION f TO u`.
 * The words are names too (`ON schema TO u`, `ON to TO u`), so what follows the second tells.
 */
export function isEntityKind(tokens: Tokens, index: number): boolean {
  if (tokens.symbol(index) === 'TABLE') return true;
  if (!tokens.isName(index) || !tokens.isName(index + 1)) return false;
  const next = tokens.symbol(index + 2);
  const isEnd = index + 2 >= tokens.count;
  return isEnd || next === '.' || next === 'FROM' || (next === 'TO' && index + 3 < tokens.count);
}
