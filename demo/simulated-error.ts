/** An error in the words of Trino's client protocol, as it stands in a page's `error`. */
export interface SimulatedError {
  message: string;
  errorCode: number;
  errorName: string;
  errorType: 'USER_ERROR' | 'INTERNAL_ERROR';
  errorLocation?: { lineNumber: number; columnNumber: number };
  failureInfo: object;
}

// What Trino 476 says it expects at the start of a statement.
const EXPECTED =
  "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', " +
  "'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', 'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', " +
  "'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UPDATE', " +
  "'USE', 'WITH', <query>";

export function userError(errorName: string, errorCode: number, message: string): SimulatedError {
  return simulatedError(errorName, errorCode, 'USER_ERROR', message);
}

/** SERVER_STARTING_UP, the answer to statements while a coordinator starts. */
export function startingUpError(): SimulatedError {
  const message = 'Trino server is still initializing';
  return simulatedError('SERVER_STARTING_UP', 65_549, 'INTERNAL_ERROR', message);
}

/** The error for a text that begins with no word that Trino knows. */
export function syntaxError(text: string, line: number, column: number): SimulatedError {
  const word = text === '' ? '<EOF>' : (/^(?:\w+|\S)/.exec(text)?.[0] ?? text);
  const message = `line ${line}:${column}: mismatched input '${word}'. Expecting: ${EXPECTED}`;
  const errorLocation = { lineNumber: line, columnNumber: column };
  const error = simulatedError('SYNTAX_ERROR', 1, 'USER_ERROR', message);
  const type = 'io.trino.sql.parser.ParsingException';
  return {
    ...error,
    errorLocation,
    failureInfo: { ...error.failureInfo, type, errorLocation },
  };
}

/** The statement without leading blanks and comments, and where it begins (both from 1). */
export function locate(statement: string): { text: string; line: number; column: number } {
  const skipped = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(statement)?.[0] ?? '';
  const lines = skipped.split('\n');
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return { text: statement.slice(skipped.length), line: lines.length, column };
}

function simulatedError(
  name: string,
  code: number,
  errorType: SimulatedError['errorType'],
  message: string,
): SimulatedError {
  const failureInfo = {
    type: 'io.trino.spi.TrinoException',
    message,
    suppressed: [],
    stack: [],
    errorInfo: { code, name, type: errorType },
  };
  return { message, errorCode: code, errorName: name, errorType, failureInfo };
}
