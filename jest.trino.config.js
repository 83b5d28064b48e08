/** Journeys through real Trino coordinators. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/trino'],
  testPathIgnorePatterns: [],
  globalSetup: '<rootDir>/test/support/lab/set-up.ts',
  globalTeardown: '<rootDir>/test/support/lab/tear-down.ts',
  testTimeout: 300_000,
  // The tests end processes of all kinds in the middle of requests; Node 20 may wait for such a one for ever.
  forceExit: true,
};
