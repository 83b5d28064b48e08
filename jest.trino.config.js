/** Journeys through real Trino coordinators. @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.js'),
  roots: ['<rootDir>/test/trino'],
  testPathIgnorePatterns: [],
  testTimeout: 300_000,
};
