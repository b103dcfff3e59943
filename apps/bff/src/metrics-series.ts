// Counters and histograms in Prometheus' text format (version 0.0.4).

export interface Series {
  /** Its lines of the exposition, each with its line end. */
  readonly write: () => string
}

/** More than all rows times all outcomes that occur; if labels were not closed after all, this ends the growth. */
const MOST_LABEL_SETS = 5_000
/** Takes what comes then. */
const OTHER = 'other'

/** A tree by label values: finding a leaf builds no string. */
class Labelled<Leaf> {
  readonly #names: readonly string[]
  readonly #make: () => Leaf
  readonly #root = new Map<string, unknown>()
  readonly #all: { labels: string; leaf: Leaf }[] = []

  constructor(names: readonly string[], make: () => Leaf) {
    this.#names = names
    this.#make = make
  }

  at(values: readonly string[]): Leaf {
    let node = this.#root
    const last = values.length - 1
    for (let at = 0; at < last; at++) {
      const value = values[at] ?? ''
      let next = node.get(value)
      if (next === undefined) node.set(value, (next = new Map()))
      // above the last level there are maps only
      node = next as Map<string, unknown>
    }
    const known = node.get(values[last] ?? '')
    // the last level holds leaves only
    if (known !== undefined) return known as Leaf
    if (this.#all.length >= MOST_LABEL_SETS && values.some((value) => value !== OTHER)) {
      return this.at(values.map(() => OTHER))
    }
    const leaf = this.#make()
    node.set(values[last] ?? '', leaf)
    this.#all.push({ labels: spell(this.#names, values), leaf })
    return leaf
  }

  get all(): readonly { readonly labels: string; readonly leaf: Leaf }[] {
    return this.#all
  }
}

const spell = (names: readonly string[], values: readonly string[]) =>
  names.map((name, at) => `${name}="${escape(values[at] ?? '')}"`).join(',')

const escape = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const headOf = (name: string, help: string, type: string) =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`

export function createCounter(name: string, help: string, labels: readonly string[]) {
  const counts = new Labelled(labels, () => ({ value: 0 }))
  return {
    count: (...values: string[]) => void counts.at(values).value++,
    write: () =>
      headOf(name, help, 'counter') +
      counts.all.map(({ labels: said, leaf }) => `${name}{${said}} ${leaf.value}\n`).join(''),
  }
}

/** `bounds` ascending, without infinity. */
export function createHistogram(
  name: string,
  help: string,
  labels: readonly string[],
  bounds: readonly number[],
) {
  const buckets = new Labelled(labels, () => ({ counts: bounds.map(() => 0), count: 0, sum: 0 }))
  return {
    observe(value: number, ...values: string[]) {
      const leaf = buckets.at(values)
      leaf.count++
      leaf.sum += value
      const at = bounds.findIndex((bound) => value <= bound)
      if (at >= 0) leaf.counts[at] = (leaf.counts[at] ?? 0) + 1
    },
    write: () =>
      headOf(name, help, 'histogram') +
      buckets.all
        .map(({ labels: said, leaf }) => {
          let sum = 0
          const lines = bounds.map((bound, at) => {
            sum += leaf.counts[at] ?? 0
            return `${name}_bucket{${said},le="${bound}"} ${sum}\n`
          })
          return (
            lines.join('') +
            `${name}_bucket{${said},le="+Inf"} ${leaf.count}\n` +
            `${name}_sum{${said}} ${leaf.sum}\n${name}_count{${said}} ${leaf.count}\n`
          )
        })
        .join(''),
  }
}

/** Values that are asked for when somebody reads: label value (or `''` for none) → number. */
export const writeGauge = (
  name: string,
  help: string,
  values: Readonly<Record<string, number>>,
  label = '',
  type: 'gauge' | 'counter' = 'gauge',
): string =>
  headOf(name, help, type) +
  Object.entries(values)
    .map(
      ([value, number]) =>
        `${name}${label === '' ? '' : `{${label}="${escape(value)}"}`} ${number}\n`,
    )
    .join('')
