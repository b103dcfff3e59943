/**
 * The answer does not have the shape its row promises. `path` leads to the field, `want` says what
 * belongs there.
 */
export class Mismatch extends Error {
  readonly path: (string | number)[]
  readonly want: string
  constructor(want: string, path: readonly (string | number)[] = []) {
    super(want)
    this.want = want
    this.path = [...path]
  }
}
