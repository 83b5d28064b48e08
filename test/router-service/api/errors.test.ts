import pino from 'pino';
import { Writable } from 'node:stream';
import { errorAnswer } from '../../../router-service/api/error-answer';
import { badInput, ServiceError } from '../../../runtime/service-error';

function answered(err: unknown) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { answer: errorAnswer(err, 'req-1', pino(destination)), log: lines.join('') };
}

test('what is our own fault is logged with the request id and told without detail', () => {
  const { answer, log } = answered(new TypeError('password of pg is hunter2'));
  expect(answer).toMatchObject({
    status: 500,
    body: { code: 'INTERNAL_ERROR', requestId: 'req-1' },
  });
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|TypeError/);
  expect(JSON.parse(log)).toMatchObject({
    level: 50,
    requestId: 'req-1',
    err: { type: 'TypeError' },
  });
});

test('problems are told with the place of the first one, and not logged', () => {
  const problems = [
    { path: 'a', message: 'must be b' },
    { path: '', message: 'is odd' },
  ];
  const { answer, log } = answered(badInput(problems));
  expect(answer.body).toEqual({
    code: 'BAD_REQUEST',
    message: 'The request has 2 problems',
    path: 'a',
    problems,
    requestId: 'req-1',
  });
  expect(log).toBe('');
});

test('an error keeps its code and status, but its cause stays with us', () => {
  const cause = new Error('connect ECONNREFUSED 10.0.0.5:5432');
  const error = new ServiceError('DATABASE_UNAVAILABLE', 503, 'The database is away', { cause });
  const { answer } = answered(error);
  expect(answer).toEqual({
    status: 503,
    headers: {},
    body: { code: 'DATABASE_UNAVAILABLE', message: 'The database is away', requestId: 'req-1' },
  });
});
