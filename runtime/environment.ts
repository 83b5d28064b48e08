/** The variables of this process; the one place that reads them, so that everything else takes them. */
export function environment(): NodeJS.ProcessEnv {
  return process.env;
}
