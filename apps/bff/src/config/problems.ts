/** One thing that keeps the console from starting. */
export interface Problem {
  /** Variable, or variable and path inside its file: `ECE_INSTALLATIONS_FILE [2].url`. */
  readonly variable: string
  readonly wrong: string
  /** What to do, as an imperative. */
  readonly cure: string
}

/** Collects problems, so that all of them are shown at once. */
export type Report = (variable: string, wrong: string, cure: string) => undefined

/** The text that `ece-console` prints before it exits with 1. */
export const describeProblems = (problems: readonly Problem[]): string =>
  [
    problems.length === 1
      ? 'The configuration has a problem:'
      : `The configuration has ${problems.length} problems:`,
    ...problems.map(({ variable, wrong, cure }) => `  ${variable}: ${wrong}\n    ${cure}`),
  ].join('\n')
