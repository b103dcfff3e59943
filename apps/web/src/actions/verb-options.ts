// Options of the verbs, with the API's defaults (ece-behaviour 4.5, 4.6 and 4.8).
import type { ChoiceOption, NumberOption, SwitchOption } from './action.ts'

/** How an Elasticsearch restart goes through its instances; words for the dialog's lead sentence. */
export const GROUPINGS: Readonly<Record<string, string>> = {
  __zone__: 'zone by zone',
  __all__: 'all at once',
  __name__: 'one instance at a time',
}

export const grouping: ChoiceOption = {
  kind: 'choice',
  name: 'group_attribute',
  label: 'In which order',
  initial: '__zone__',
  choices: [
    { value: '__zone__', label: 'Zone by zone', hint: 'With two or more zones it keeps answering' },
    { value: '__name__', label: 'One instance at a time', hint: 'Slowest, takes least away' },
    { value: '__all__', label: 'All at once', hint: 'Fastest; nothing answers meanwhile' },
  ],
  wire: (value) => `group_attribute=${value}`,
}

export const snapshotBeforeRestart: SwitchOption = {
  kind: 'switch',
  name: 'snapshot',
  label: 'Take a snapshot first',
  initial: false,
  wire: (value) => `skip_snapshot=${!value}`,
}

export const shardWait: NumberOption = {
  kind: 'number',
  name: 'shard_init_wait_time',
  label: 'Wait for shards after each group',
  unit: 'seconds',
  initial: 600,
  min: 0,
  max: 86_400,
  wire: (value) => `shard_init_wait_time=${value}`,
}

export const lastSnapshot: SwitchOption = {
  kind: 'switch',
  name: 'snapshot',
  label: 'Take a last snapshot first',
  hint: 'If a repository is configured; without one there is nowhere to put it',
  initial: true,
  wire: (value) => `skip_snapshot=${!value}`,
}

export const restoreData: ChoiceOption = {
  kind: 'choice',
  name: 'restore_snapshot',
  label: 'Data',
  initial: 'false',
  choices: [
    { value: 'false', label: 'Start empty', hint: 'Only the configuration comes back' },
    { value: 'true', label: 'Restore the last good snapshot', hint: 'If there is one' },
  ],
  wire: (value) => `restore_snapshot=${value}`,
}

export const forceCancel: SwitchOption = {
  kind: 'switch',
  name: 'force_delete',
  label: 'By force: erase the plan without rolling back',
  hint: 'May leave instances half-way; only when a normal cancel does not end',
  initial: false,
  wire: (value) => `force_delete=${value}`,
}
