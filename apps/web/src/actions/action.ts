// A verb is data: which operation with which input, the words around it, and whether it can be used. Menu, bulk bar,
// palette, dialog and "copy as curl" all read this one object. No hooks, no fetching.
import type { AnyInput, Danger, Input, Operation, Output } from '@ece/api-types'

export type OptionValue = string | number | boolean
export type OptionValues = Readonly<Record<string, OptionValue>>

interface OptionBase<Value extends OptionValue> {
  /** Key in the values. Where it is a parameter of the call it carries that name. */
  readonly name: string
  readonly label: string
  /** What it means for the people who use the cluster. */
  readonly hint?: string
  /** Always the API's own default. */
  readonly initial: Value
  /** What goes over the wire: `skip_snapshot=true`. */
  readonly wire: (value: Value) => string
}

export interface SwitchOption extends OptionBase<boolean> {
  readonly kind: 'switch'
}

export interface ChoiceOption extends OptionBase<string> {
  readonly kind: 'choice'
  readonly choices: readonly {
    readonly value: string
    readonly label: string
    readonly hint?: string
  }[]
}

export interface NumberOption extends OptionBase<number> {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
  readonly unit: string
}

export type Option = SwitchOption | ChoiceOption | NumberOption

/** One line of the impact table. `kind` is the sign before it; `info` has none of its own. */
export interface ImpactRow {
  readonly kind: 'ok' | 'busy' | 'warn' | 'bad' | 'info'
  readonly label: string
  readonly text: string
}

/** How the dialog reads its target again while it is open. */
export interface Reread<Op extends Operation = Operation> {
  readonly operation: Op
  readonly input: Input<Op>
  /** The same verb against the fresh object; `undefined` when it is no longer there. */
  readonly rebuild: (answer: Output<Op>) => Action | undefined
}

export interface Target {
  readonly id: string
  readonly name: string
  /** Value of `X-Seen-Version`: changes whenever a plan starts or ends. */
  readonly seen?: string | undefined
  /** The plan that runs on it: `Restart of Kibana, by a.kern`. */
  readonly running?: string | undefined
  readonly reread: Reread
}

type Changes = Exclude<Danger, 'read'>

export interface Action {
  /** Unique among the verbs of one target, and what the URL says: `dialog=restart-elasticsearch`. */
  readonly key: string
  readonly operation: Operation
  readonly toInput: (values: OptionValues) => AnyInput
  /** In menus: `Restart Elasticsearch`. */
  readonly label: string
  /** Heading of the dialog, a question. */
  readonly title: string
  /** What will happen, in one or two sentences. */
  readonly describe: (values: OptionValues) => string
  /** The part of the description that must not be overlooked. */
  readonly emphasis?: string
  /** On the button, repeating the verb: `Restart 3 instances`. */
  readonly button: (values: OptionValues) => string
  /** On the other button: `Keep it running`. */
  readonly dismiss: string
  /** Depends on the options: to cancel a plan by force destroys. */
  readonly danger: (values: OptionValues) => Changes
  readonly options: readonly Option[]
  /** `now` in epoch milliseconds. */
  readonly impact: (values: OptionValues, now: number) => readonly ImpactRow[]
  /** Why it cannot be used; absent when it can. */
  readonly disabledReason?: string | undefined
  readonly target: Target
  /** The toast after it was accepted. */
  readonly done: string
}

type Draft<Op extends Operation> = Omit<Action, 'operation' | 'toInput' | 'danger'> & {
  readonly operation: Op
  readonly toInput: (values: OptionValues) => Input<Op>
  /** Absent: the row's own. */
  readonly danger?: (values: OptionValues) => Changes
}

/** Makes an action. The input is checked against the row here; afterwards actions of all rows have one type. */
export const action = <Op extends Operation>({ toInput, danger, ...draft }: Draft<Op>): Action => ({
  ...draft,
  // Input<Op> is AnyInput with the row's own names; only the compiler of the builder needs to know them
  toInput: toInput as (values: OptionValues) => AnyInput,
  danger:
    danger ?? (() => (draft.operation.danger === 'read' ? 'routine' : draft.operation.danger)),
})

/** Makes a reread; `rebuild` is checked against the answer of the operation beside it. */
export const reread = <Op extends Operation>(one: Reread<Op>): Reread => one

/** The values that a fresh dialog starts with: the API's defaults. */
export const initialValues = (options: readonly Option[]): OptionValues =>
  Object.fromEntries(options.map(({ name, initial }) => [name, initial]))

/** What is wrong with what was typed; a number that is none is kept as the text it was typed as. */
export function problemOf(option: Option, values: OptionValues): string | undefined {
  const value = values[option.name]
  if (option.kind !== 'number' || value === undefined) return undefined
  const isWithin =
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= option.min &&
    value <= option.max
  return isWithin
    ? undefined
    : `${option.label}: a whole number from ${option.min} to ${option.max} ${option.unit}`
}

/** Values are kept by name, so a missing or foreign one falls back to the API's default. */
export function valueOf<Value extends OptionValue>(
  option: { readonly name: string; readonly initial: Value },
  values: OptionValues,
): Value {
  const value = values[option.name]
  // the typeof check beside it makes it the type of the initial value
  return typeof value === typeof option.initial ? (value as Value) : option.initial
}

/** The wire form of an option's present value: `skip_snapshot=true`. */
export function wireOf(option: Option, values: OptionValues): string {
  switch (option.kind) {
    case 'switch':
      return option.wire(valueOf(option, values))
    case 'choice':
      return option.wire(valueOf(option, values))
    case 'number':
      return option.wire(valueOf(option, values))
  }
}

/** `the API's default; skip_snapshot=true`: what stands beside an option. */
export const describeOption = (option: Option, values: OptionValues): string =>
  valueOf<OptionValue>(option, values) === option.initial
    ? `the API's default; ${wireOf(option, values)}`
    : wireOf(option, values)

/** What to type before something is destroyed: names that cannot be mistyped by eye are the name itself. */
const MAX_TYPED = 32
const ID_PART = 8
const PLAIN = /^[\x20-\x7e]+$/

/** The text that confirms: the name, or for long and non-ASCII ones the first 8 characters of the id. */
export const textToType = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  name.length <= MAX_TYPED && PLAIN.test(name) && name.trim() !== ''
    ? name.trim()
    : id.slice(0, ID_PART)

/** Is this what was asked for? Surrounding spaces of a paste do not matter; nothing else is forgiven. */
export const isTyped = (typed: string, wanted: string): boolean =>
  wanted !== '' && typed.trim() === wanted

/** Finds the verb that a URL names: exactly, or the first that begins with it (`dialog=restart`). */
export const findAction = (
  actions: readonly Action[],
  key: string | undefined,
): Action | undefined =>
  key === undefined || key === ''
    ? undefined
    : (actions.find((each) => each.key === key) ??
      actions.find((each) => each.key.startsWith(`${key}-`)))
