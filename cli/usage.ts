export const USAGE = `Usage: switchyard COMMAND [OPTIONS]

Commands:
  start [--config FILE]           front-proxy and router-service together
  demo [--config FILE]            the same in front of three simulated Trino clusters
  front-proxy [--config FILE]     only the URL that clients use
  router-service [--config FILE]  only decisions, rules, clusters and history
  config check FILE               tell whether a configuration file can be used
  config example                  print a configuration file with every field explained
  rules test FILE...              run the tests that stand in rule sets, without a server
  rules facts                     print what rules may test (docs/facts.md)
  import trino-gateway-rules FILE print the rules of a Trino Gateway as a rule set

Options:
  --config FILE  configuration file; default the variable SWITCHYARD_CONFIG, else all defaults
  --help         print this text
  --version      print the version
`;
