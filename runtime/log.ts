import pino, { type Logger } from 'pino';

export type { Logger };

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A logger of one JSON line an event on standard output, named after the service. */
export function createLog(service: string, level: LogLevel): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.err },
  };
  // Not pino's own destination: that one waits forever for a terminal that was closed.
  return pino(options, process.stdout);
}
