import type { AllocatorState } from '../../domain/capacity.ts'
import { Status, type StatusKind } from '../../ui/status.tsx'

interface StateWords {
  readonly kind: StatusKind
  readonly word: string
  /** What it means for what lives there (ece-behaviour 7.2); nothing for what is as it should be. */
  readonly means?: string
}

/** The words of the list, the page and the filter; what ECE's three flags mean together is said in domain/capacity.ts. */
export const STATES: Readonly<Record<AllocatorState, StateWords>> = {
  ok: { kind: 'ok', word: 'Connected' },
  maintenance: {
    kind: 'warn',
    word: 'Maintenance',
    means: 'ECE puts no new instances here; those that are here stay.',
  },
  disconnected: {
    kind: 'bad',
    word: 'Disconnected',
    means:
      'ECE does not reach this host. What it says of the instances here may be old: it calls them unhealthy only after some minutes.',
  },
  unhealthy: { kind: 'bad', word: 'Not healthy', means: 'ECE calls this host not healthy.' },
  unknown: {
    kind: 'off',
    word: 'Unknown',
    means: 'ECE did not say whether this host is connected.',
  },
}

export const AllocatorStatus = ({ state }: { state: AllocatorState }) => (
  <Status kind={STATES[state].kind} label={STATES[state].word} isUnknown={state === 'unknown'} />
)
