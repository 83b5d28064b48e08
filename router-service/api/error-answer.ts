import { z } from 'zod';
import type { Logger } from '../../runtime/log';
import { ServiceError } from '../../runtime/service-error';
import type { Answer } from './endpoint';

/** What every error of the API looks like. */
export const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  path: z.string().optional().describe('Place of the first problem.'),
  problems: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  requestId: z.string(),
});

/** An error as its answer; what is no ServiceError is our own fault: logged, and told without detail. */
export function errorAnswer(err: unknown, requestId: string, log: Logger): Answer {
  const error = err instanceof ServiceError ? err : ourFault(err, requestId, log);
  const { code, status, message, problems } = error;
  const path = problems[0]?.path;
  return {
    status,
    headers: headersOf(error),
    body: {
      code,
      message,
      ...(path !== undefined && path !== '' && { path }),
      ...(problems.length > 0 && { problems }),
      requestId,
    },
  };
}

function headersOf(error: ServiceError): Record<string, string> {
  if (error.status === 401) return { 'WWW-Authenticate': 'Bearer realm="switchyard"' };
  // The rest of a refused body is not worth keeping the connection for.
  if (error.status === 413) return { Connection: 'close' };
  return {};
}

function ourFault(err: unknown, requestId: string, log: Logger): ServiceError {
  log.error({ err, requestId }, 'failed to answer a request');
  return new ServiceError(
    'INTERNAL_ERROR',
    500,
    'The router-service failed to answer; its log has the reason under this request id',
  );
}
