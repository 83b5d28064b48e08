/** Sum of a counter or gauge over its labels that match, as the service tells it at /metrics. */
export async function metricOf(
  serviceUrl: string,
  name: string,
  labels: RegExp = /.*/,
): Promise<number> {
  const text = await (await fetch(`${serviceUrl}/metrics`)).text();
  // A counter that has not counted yet has no line of its own.
  expect(text).toContain(`# TYPE switchyard_${name} `);
  const found = [...text.matchAll(new RegExp(`^switchyard_${name}(\\{.*\\})? (\\d+)$`, 'gm'))];
  return found
    .filter(([, label = '']) => labels.test(label))
    .reduce((sum, [, , value]) => sum + Number(value), 0);
}
