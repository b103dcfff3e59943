/** What this installation demands beyond ECE's own rules. Everything is off unless configured. */
export interface InstallationPolicy {
  readonly read_only: boolean
  readonly require_reason: boolean
  readonly step_up: boolean
  readonly comment_reason: boolean
}

/** One ECE that operators can sign in to, parsed and checked at start. */
export interface InstallationConfig {
  /** `[a-z0-9-]{1,40}`, first segment of every URL of the console. */
  readonly id: string
  readonly name: string
  /** Origin and optional base path of the ECE, without a slash at the end; `/api/v1` comes after it. */
  readonly url: string
  /** PEM text of the private CA, already read; absent means the system's own authorities. */
  readonly ca?: string
  readonly environment: string
  /** `#rrggbb` */
  readonly colour: string
  readonly policy: InstallationPolicy
}
