/** A text of the file and the line (from 1) where it begins. */
export interface Located {
  text: string;
  line: number;
}

/** A rule of Trino Gateway's rules file. */
export interface GatewayRule {
  name: string;
  line: number;
  description?: string;
  priority: number;
  condition: Located;
  actions: Located[];
}

/** Something to tell about one place of the file. */
export interface Finding {
  line: number;
  rule: string;
  /** The part of the rule that is meant. */
  expression?: string;
  message: string;
}
