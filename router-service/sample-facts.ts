import type { FactInput } from '../rules/fact-input';
import { type SampleRequest, sampleInput } from '../rules/sample-request';
import type { Analyzer } from '../sql/statement-facts';
import { plainRoutingRequest } from './api/plain-body';
import { analyzeRequest } from './gather-facts';

/**
 * The facts of a sample as a decision would see them: its headers tell of the session as a client's
 * do, and its statement is read. Facts that the sample names go before both.
 */
export async function sampleFacts(sample: SampleRequest, analyzer: Analyzer): Promise<FactInput> {
  const request = plainRoutingRequest(plainPart(sample));
  const read = sample.statement === undefined ? undefined : await analyzeRequest(analyzer, request);
  const { user, source, clientTags, clientInfo, catalog, schema, userAgent } = request;
  const { sessionProperties, headers } = request;
  const session = { user, source, clientTags, clientInfo, catalog, schema, userAgent };
  return sampleInput({ ...sample, ...session, sessionProperties, headers }, read);
}

function plainPart(sample: SampleRequest): object {
  const { statement = '', user, source, clientTags, clientInfo, catalog, schema } = sample;
  const { sessionProperties, preparedStatements, headers, remoteAddress, userAgent } = sample;
  return {
    ...{ statement, user, source, clientTags, clientInfo, catalog, schema },
    ...{ sessionProperties, preparedStatements, headers, remoteAddress, userAgent },
  };
}
