import { ConfigError } from '../config/config-error';
import { ServiceError } from '../runtime/service-error';

/** Why a start failed, in words for the person who started it; a stack only for our own bugs. */
export function explainFailure(err: unknown): string {
  if (err instanceof ConfigError) return err.message;
  if (err instanceof ServiceError) {
    const problems = err.problems.map(({ path, message }) => `  ${path} ${message}`);
    return [err.message, ...(problems.length > 1 ? problems : [])].join('\n');
  }
  if (err instanceof Error && 'code' in err && err.code === 'EADDRINUSE') {
    return `${err.message}; stop the process that has the address or configure another one`;
  }
  const detail = err instanceof Error ? (err.stack ?? err.message) : String(err);
  return `Switchyard could not start for a reason that it does not know: ${detail}`;
}
