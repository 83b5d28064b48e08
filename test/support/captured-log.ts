import pino from 'pino';
import type { Logger } from '../../runtime/log';

interface LogLine {
  level: string;
  msg: string;
  [field: string]: unknown;
}

/** A logger of level info whose lines a test can read. */
export function captureLog(): {
  log: Logger;
  lines: LogLine[];
  messages: (level: string) => string[];
} {
  const lines: LogLine[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as LogLine);
  const log = pino({ level: 'info', formatters: { level: (level) => ({ level }) } }, { write });
  const messages = (level: string) =>
    lines.filter((line) => line.level === level).map(({ msg }) => msg);
  return { log, lines, messages };
}
