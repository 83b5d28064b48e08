/** Journeys through real Trino coordinators. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/trino'],
  testPathIgnorePatterns: [],
  globalSetup: '<rootDir>/test/support/lab/set-up.ts',
  globalTeardown: '<rootDir>/test/support/lab/tear-down.ts',
  testTimeout: 300_000,
};
